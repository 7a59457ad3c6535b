import Core

/// One order of the controller to a unit; each names the tiles it reads and writes, by operand and number.
///
/// A tile's number counts the tiles of its operand in program order and fixes the slot of its buffer, so a hazard is a
/// comparison of numbers.
enum Command {
  case load(LoadCommand)
  case execute(ExecuteCommand)
  case vector(VectorCommand)
  case store(StoreCommand)
}

/// Fetch a tile from DRAM into the slot its number gives.
struct LoadCommand {
  var operand: Operand
  var tile: Int
  var box: TensorBox
  /// The output tile whose partial sums come back: no store of it may be under way.
  var reloads: Point?
}

/// Run the folds of one position of the step loops.
struct ExecuteCommand {
  /// First index of each dimension.
  var point: Point
  /// Numbers of the tiles read and written, by operand, and the tiles' first indices.
  var weights: Int
  var inputs: Int
  var outputs: Int
  var weightsFirst: Point
  var inputsFirst: Point
  var outputsFirst: Point
  /// Whether it is the first to write its output tile, and whether that tile's partial sums were loaded.
  var opensOutputs: Bool
  var reloadsOutputs: Bool
  /// Whether it is the last to use the tile.
  var releasesWeights: Bool
  var releasesInputs: Bool
  var closesOutputs: Bool
}

/// Run one chunk of a vector layer.
struct VectorCommand {
  /// Number of the last input tile it reads, how many it reads, and the elements of the last one.
  var inputs: Int
  var inputTiles: Int
  var elements: Int
  /// Number of the output tile it writes.
  var outputs: Int
  /// Element operations.
  var operations: Int
}

/// Write an output tile to DRAM, as results or as partial sums.
struct StoreCommand {
  var tile: Int
  var box: TensorBox
  /// First index of the tile, for the hazard with a later reload.
  var identity: Point
  var isFinal: Bool
}
