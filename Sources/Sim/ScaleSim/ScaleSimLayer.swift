import Core

/// One layer as SCALE-Sim sees it: a convolution without padding, batch 1; a matrix product is one with a flat filter.
///
/// The fields are the columns of SCALE-Sim's topology files, in elements.
package struct ScaleSimLayer: Hashable, Sendable, Codable {
  package var ifmapHeight: Int
  package var ifmapWidth: Int
  package var filterHeight: Int
  package var filterWidth: Int
  package var channels: Int
  package var filters: Int
  package var strideHeight: Int
  package var strideWidth: Int

  package init(
    ifmapHeight: Int, ifmapWidth: Int, filterHeight: Int, filterWidth: Int, channels: Int, filters: Int,
    strideHeight: Int = 1, strideWidth: Int = 1
  ) {
    self.ifmapHeight = ifmapHeight
    self.ifmapWidth = ifmapWidth
    self.filterHeight = filterHeight
    self.filterWidth = filterWidth
    self.channels = channels
    self.filters = filters
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
  }

  /// The product of an M×K and a K×N matrix, the way SCALE-Sim's GEMM topologies are translated (`topology_utils.py`).
  package static func gemm(m: Int, n: Int, k: Int) -> ScaleSimLayer {
    ScaleSimLayer(ifmapHeight: m, ifmapWidth: k, filterHeight: 1, filterWidth: k, channels: 1, filters: n)
  }

  /// Rows of the output; the last window may hang over the lower edge, since the division is rounded up.
  var outputHeight: Int { ceilingDivide(ifmapHeight - filterHeight + strideHeight, strideHeight) }

  /// Columns of the output; the last window may hang over the right edge.
  var outputWidth: Int { ceilingDivide(ifmapWidth - filterWidth + strideWidth, strideWidth) }

  /// Elements of one filter row, which lie side by side in the ifmap too.
  var filterRowWords: Int { filterWidth * channels }

  /// Checks that every size SCALE-Sim derives can be formed, and that it would accept the layer.
  ///
  /// - Throws: ``ScaleSimError`` for sizes below 1, filters larger than their input and products of 2^60 or more.
  package func validate() throws(ScaleSimError) {
    let sizes = [
      ("ifmap height", ifmapHeight), ("ifmap width", ifmapWidth), ("filter height", filterHeight),
      ("filter width", filterWidth), ("channels", channels), ("filters", filters), ("stride height", strideHeight),
      ("stride width", strideWidth),
    ]
    for (name, size) in sizes { try ScaleSimError.check(name, size) }
    guard filterHeight <= ifmapHeight else {
      throw .filterLargerThanIfmap(axis: "height", filter: filterHeight, ifmap: ifmapHeight)
    }
    guard filterWidth <= ifmapWidth else {
      throw .filterLargerThanIfmap(axis: "width", filter: filterWidth, ifmap: ifmapWidth)
    }
    let window = try ScaleSimError.product("filter elements", [filterHeight, filterWidth, channels])
    let pixels = try ScaleSimError.product("output pixels", [outputHeight, outputWidth])
    _ = try ScaleSimError.product("ifmap elements", [ifmapHeight, ifmapWidth, channels])
    _ = try ScaleSimError.product("multiply-accumulates", [window, pixels, filters, 100])
  }
}

/// The ifmap as its windows read it: element k of window m at its address, or nowhere when the window hangs over an edge.
///
/// Addresses are row-major over (height, width, channels) from 0, as `operand_matrix.py` lays them out. Tables of one
/// entry per window and one per tap make an address two loads, a comparison and an addition.
struct ScaleSimIfmap {
  /// A window's upper left corner and how much of the ifmap is left to its right and below.
  struct Window {
    var base: Int
    var rowsLeft: Int
    var rowWordsLeft: Int
  }

  /// A filter element relative to its window.
  struct Tap {
    var offset: Int
    var row: Int
    var wordInRow: Int
  }

  let layer: ScaleSimLayer
  let windows: [Window]
  let taps: [Tap]
  /// Elements of the ifmap, hence the bound of its addresses.
  let words: Int

  /// Whether an element is read by more than one (window, tap) pair.
  static func hasCopies(_ layer: ScaleSimLayer) -> Bool {
    (layer.filterHeight > layer.strideHeight && layer.outputHeight > 1)
      || (layer.filterWidth > layer.strideWidth && layer.outputWidth > 1)
  }

  /// Whether some window reaches past the ifmap.
  static func hasOverhang(_ layer: ScaleSimLayer) -> Bool {
    (layer.outputHeight - 1) * layer.strideHeight + layer.filterHeight > layer.ifmapHeight
      || (layer.outputWidth - 1) * layer.strideWidth + layer.filterWidth > layer.ifmapWidth
  }

  /// Elements read by at least one window: the rows any window covers times the columns any window covers.
  ///
  /// All windows but the last lie inside the ifmap, since the number of windows is rounded up from those that fit.
  static func wordsTouched(_ layer: ScaleSimLayer) -> Int {
    func covered(_ size: Int, filter: Int, stride: Int, windows: Int) -> Int {
      (windows - 1) * min(filter, stride) + max(0, min(filter, size - (windows - 1) * stride))
    }
    return covered(
      layer.ifmapHeight, filter: layer.filterHeight, stride: layer.strideHeight, windows: layer.outputHeight)
      * covered(layer.ifmapWidth, filter: layer.filterWidth, stride: layer.strideWidth, windows: layer.outputWidth)
      * layer.channels
  }

  /// Elements of all windows that lie inside the ifmap, copies counted.
  static func windowWordsInside(_ layer: ScaleSimLayer) -> Int {
    func inside(_ size: Int, filter: Int, stride: Int, windows: Int) -> Int {
      (windows - 1) * filter + max(0, min(filter, size - (windows - 1) * stride))
    }
    return inside(
      layer.ifmapHeight, filter: layer.filterHeight, stride: layer.strideHeight, windows: layer.outputHeight)
      * inside(layer.ifmapWidth, filter: layer.filterWidth, stride: layer.strideWidth, windows: layer.outputWidth)
      * layer.channels
  }

  /// - Throws: ``ScaleSimError/tooLarge(what:)`` when the tables would not fit into memory.
  init(_ layer: ScaleSimLayer) throws(ScaleSimError) {
    let (mostWords, mostEntries) = (1 << 28, 1 << 24)
    guard layer.ifmapHeight * layer.ifmapWidth * layer.channels <= mostWords,
      layer.outputHeight * layer.outputWidth <= mostEntries,
      layer.filterHeight * layer.filterRowWords <= mostEntries
    else { throw .tooLarge(what: "ifmap elements of overlapping windows") }
    self.layer = layer
    let rowWords = layer.ifmapWidth * layer.channels
    words = layer.ifmapHeight * rowWords
    var windows: [Window] = []
    windows.reserveCapacity(layer.outputHeight * layer.outputWidth)
    for row in 0..<layer.outputHeight {
      for column in 0..<layer.outputWidth {
        let (y, x) = (row * layer.strideHeight, column * layer.strideWidth)
        windows.append(
          Window(
            base: y * rowWords + x * layer.channels, rowsLeft: layer.ifmapHeight - y,
            rowWordsLeft: (layer.ifmapWidth - x) * layer.channels))
      }
    }
    self.windows = windows
    var taps: [Tap] = []
    taps.reserveCapacity(layer.filterHeight * layer.filterRowWords)
    for row in 0..<layer.filterHeight {
      for word in 0..<layer.filterRowWords {
        taps.append(Tap(offset: row * rowWords + word, row: row, wordInRow: word))
      }
    }
    self.taps = taps
  }

  /// Where window `m` finds its element `k`; nil where it hangs over the edge.
  func address(window m: Int, tap k: Int) -> Int? {
    let (window, tap) = (windows[m], taps[k])
    guard tap.row < window.rowsLeft && tap.wordInRow < window.rowWordsLeft else { return nil }
    return window.base + tap.offset
  }

  /// Whether a (window, tap) that reads `address` meets a condition; asks until one does.
  ///
  /// - Complexity: filter height × filter width.
  @inline(__always)
  func hasReader(of address: Int, where condition: (_ window: Int, _ tap: Int) -> Bool) -> Bool {
    let channel = address % layer.channels
    let (y, x) = (address / layer.channels).quotientAndRemainder(dividingBy: layer.ifmapWidth)
    for filterRow in 0..<min(layer.filterHeight, y + 1) where (y - filterRow).isMultiple(of: layer.strideHeight) {
      let outputRow = (y - filterRow) / layer.strideHeight
      guard outputRow < layer.outputHeight else { continue }
      for filterColumn in 0..<min(layer.filterWidth, x + 1) where (x - filterColumn).isMultiple(of: layer.strideWidth) {
        let outputColumn = (x - filterColumn) / layer.strideWidth
        guard outputColumn < layer.outputWidth else { continue }
        let window = outputRow * layer.outputWidth + outputColumn
        let tap = filterRow * layer.filterRowWords + filterColumn * layer.channels + channel
        if condition(window, tap) { return true }
      }
    }
    return false
  }
}
