/// Two or more results side by side; the first is what the others are compared with.
public struct Comparison: Hashable, Sendable, Codable {
  /// What kind of run a result is of.
  public enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
    case simulation
    case mapping
  }

  /// One of the results with its totals.
  public struct Subject: Hashable, Sendable, Codable {
    /// The result's file as the command line named it.
    public var name: String
    /// SHA-256 of its bytes in hexadecimal digits.
    public var sha256: String
    /// The kind of run.
    public var kind: Kind
    /// The model that made the figures: `machine`, `scalesim`, `analytical`.
    public var model: String
    /// The architecture's name.
    public var architecture: String
    /// The workload's name.
    public var workload: String
    /// Core cycles.
    public var cycles: Int
    /// Seconds at the core clock.
    public var seconds: Double
    /// Multiply–accumulates.
    public var macs: Int
    /// Energy.
    public var picojoules: Double
    /// MACs done over MACs the array could have done, 0 to 1.
    public var utilization: Double
    /// Bytes read from and written to DRAM; `nil` where the model does not count them.
    public var dramBytes: Int?
    /// Area of all components; `nil` where it was not worked out.
    public var squareMillimetres: Double?
    /// The command line that made the result.
    public var command: String

    /// A result's totals.
    public init(
      name: String, sha256: String, kind: Kind, model: String, architecture: String, workload: String, cycles: Int,
      seconds: Double, macs: Int, picojoules: Double, utilization: Double, dramBytes: Int?,
      squareMillimetres: Double?, command: String
    ) {
      self.name = name
      self.sha256 = sha256
      self.kind = kind
      self.model = model
      self.architecture = architecture
      self.workload = workload
      self.cycles = cycles
      self.seconds = seconds
      self.macs = macs
      self.picojoules = picojoules
      self.utilization = utilization
      self.dramBytes = dramBytes
      self.squareMillimetres = squareMillimetres
      self.command = command
    }

    /// Energy–delay product in joule-seconds.
    public var jouleSeconds: Double { picojoules * 1e-12 * seconds }
  }

  /// Something of the inputs that is not the same in all results.
  public struct Change: Hashable, Sendable, Codable {
    /// Which input it belongs to.
    public enum Part: String, CaseIterable, Hashable, Sendable, Codable {
      case architecture
      case workload
      case run
    }

    /// Which input it belongs to.
    public var part: Part
    /// What it is: the path of an attribute such as `scratchpad.capacity`.
    public var path: String
    /// Its value in each result; `nil` where a result has none.
    public var values: [String?]

    /// A difference of the inputs.
    public init(part: Part, path: String, values: [String?]) {
      self.part = part
      self.path = path
      self.values = values
    }
  }

  /// How a result's layer was found to belong in a row.
  public enum Match: String, CaseIterable, Hashable, Sendable, Codable {
    /// It is the row's first.
    case first
    /// Its name and its content are those of the row's first.
    case same
    /// Its content is, under another name.
    case content
    /// Only its name is: it computes something else.
    case name
  }

  /// One result's layer in a row.
  public struct Entry: Hashable, Sendable, Codable {
    /// Which of the results it is of.
    public var subject: Int
    /// How it was found.
    public var match: Match
    /// The layer's name.
    public var name: String
    /// What it computes, in words.
    public var operation: String
    /// Core cycles.
    public var cycles: Int
    /// Multiply–accumulates.
    public var macs: Int
    /// Energy.
    public var picojoules: Double
    /// Bytes read from and written to DRAM; `nil` where the model does not count them.
    public var dramBytes: Int?
    /// What held the layer up, in a word; `nil` where nothing did anything.
    public var boundBy: String?
    /// The mapping that ran; `nil` for a vector layer.
    public var mapping: String?

    /// A layer's figures.
    public init(
      subject: Int, match: Match, name: String, operation: String, cycles: Int, macs: Int, picojoules: Double,
      dramBytes: Int?, boundBy: String?, mapping: String?
    ) {
      self.subject = subject
      self.match = match
      self.name = name
      self.operation = operation
      self.cycles = cycles
      self.macs = macs
      self.picojoules = picojoules
      self.dramBytes = dramBytes
      self.boundBy = boundBy
      self.mapping = mapping
    }
  }

  /// The layers of several results that are held against each other.
  public struct Layer: Hashable, Sendable, Codable {
    /// At most one for each result, in their order.
    public var entries: [Entry]

    /// A row of layers.
    public init(entries: [Entry]) {
      self.entries = entries
    }

    /// The layer of a result; `nil` where it has none.
    public subscript(subject: Int) -> Entry? { entries.first { $0.subject == subject } }
  }

  /// What a unit of the same name did in each result, over the whole workload.
  public struct Unit: Hashable, Sendable, Codable {
    /// The unit's name.
    public var name: String
    /// Its cycles in each result; `nil` where there is no such unit.
    public var activities: [UnitActivity?]

    /// A unit in each result.
    public init(name: String, activities: [UnitActivity?]) {
      self.name = name
      self.activities = activities
    }
  }

  /// What a component of the same name used in each result, over the whole workload.
  public struct Energy: Hashable, Sendable, Codable {
    /// The component's name.
    public var component: String
    /// Its energy in each result; `nil` where there is no such component.
    public var picojoules: [Double?]

    /// A component's energy in each result.
    public init(component: String, picojoules: [Double?]) {
      self.component = component
      self.picojoules = picojoules
    }
  }

  /// The results, the one the others are compared with first.
  public var subjects: [Subject]
  /// What is not the same in the inputs.
  public var changes: [Change]
  /// The layers of the first result in its order, then those of the others that have no counterpart.
  public var layers: [Layer]
  /// The units, in the order of first appearance.
  public var units: [Unit]
  /// The components, in the order of first appearance.
  public var energy: [Energy]

  /// Results side by side.
  public init(subjects: [Subject], changes: [Change], layers: [Layer], units: [Unit], energy: [Energy]) {
    self.subjects = subjects
    self.changes = changes
    self.layers = layers
    self.units = units
    self.energy = energy
  }
}
