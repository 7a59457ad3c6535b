import Core
import Formats
import Testing

/// DOSA's four lists against the table its artifact was copied to.
@Suite(.enabled(if: ReferenceTable.isPresent)) struct DOSAListTests {
  @Test(arguments: ["unet", "resnet50", "bert", "retinanet"])
  func everyLayerIsListedWithItsCount(network: String) throws {
    let rows = try ReferenceTable.rows("workloads/dosa_networks.csv").filter { $0["network"] == network }
    let layers = try Workload.shipped("dosa-\(network)").layers
    var found: [String: (shape: ListedShape, count: Int)] = [:]
    for layer in layers {
      let convolution = try #require(layer.convolution)
      #expect(convolution.padding == .none)
      #expect(layer.inputs.isEmpty)
      var name = layer.name
      if rows.allSatisfy({ $0["layer"] != name }), let dot = name.lastIndex(of: ".") { name = String(name[..<dot]) }
      found[name] = (ListedShape(convolution), (found[name]?.count ?? 0) + 1)
    }
    #expect(found.count == rows.count)
    for row in rows {
      let layer = try #require(row["layer"].flatMap { found[$0] })
      #expect(layer.shape == ListedShape(row))
      #expect(row["count"] == String(layer.count))
    }
  }

  @Test func resnet50HasTheLayersOfTheList() throws {
    var listed: [ListedShape: Int] = [:]
    for row in try ReferenceTable.rows("workloads/dosa_networks.csv") where row["network"] == "resnet50" {
      listed[ListedShape(row), default: 0] += Int(row["count"] ?? "") ?? 0
    }
    var shipped: [ListedShape: Int] = [:]
    for layer in try Workload.shipped("resnet50").macLayers {
      shipped[ListedShape(try #require(layer.convolution)), default: 0] += 1
    }
    #expect(shipped == listed)
  }
}

/// What a row of the table says of a layer.
private struct ListedShape: Hashable {
  var bounds: LoopBounds
  var stride: Extent
  var dilation: Extent

  init(_ convolution: Convolution) {
    bounds = convolution.bounds
    stride = convolution.stride
    dilation = convolution.dilation
  }

  init(_ row: [String: String]) {
    func number(_ column: String) -> Int { Int(row[column] ?? "") ?? -1 }
    bounds = LoopBounds(
      n: number("N"), k: number("K"), c: number("C"), p: number("P"), q: number("Q"), r: number("R"), s: number("S"))
    stride = Extent(width: number("stride_w"), height: number("stride_h"))
    dilation = Extent(width: number("dilation_w"), height: number("dilation_h"))
  }
}
