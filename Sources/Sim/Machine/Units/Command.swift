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

  /// The queue a command goes to.
  enum Target {
    case load
    case compute
    case store
  }

  /// The queue the command goes to.
  var target: Target {
    switch self {
    case .load: .load
    case .execute, .vector: .compute
    case .store: .store
    }
  }
}

/// Fetch a tile from DRAM into the slot its number gives.
struct LoadCommand {
  var operand = Operand.weights
  var tile = 0
  var box = TensorBox()
  /// The output tile whose partial sums come back: no store of it may be under way.
  var reloads: Point?
}

/// An output tile whose partial sums come back.
struct Reload {
  /// The number of its new visit; stores of earlier visits have smaller ones.
  var tile: Int
  /// First index of the tile.
  var identity: Point
}

/// Run the folds of one position of the step loops.
struct ExecuteCommand {
  /// First index of each dimension.
  var point = Point(repeating: 0)
  /// Numbers of the tiles read and written, by operand, and the tiles' first indices.
  var weights = 0
  var inputs = 0
  var outputs = 0
  var weightsFirst = Point(repeating: 0)
  var inputsFirst = Point(repeating: 0)
  var outputsFirst = Point(repeating: 0)
  /// Whether it is the first to write its output tile, and whether that tile's partial sums were loaded.
  var opensOutputs = false
  var reloadsOutputs = false
  /// Whether it is the last to use the tile.
  var releasesWeights = false
  var releasesInputs = false
  var closesOutputs = false
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
  var tile = 0
  var box = TensorBox()
  /// First index of the tile, for the hazard with a later reload.
  var identity = Point(repeating: 0)
  var isFinal = false
}
