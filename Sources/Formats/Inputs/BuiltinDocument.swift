public import Core

/// The architectures and workloads the binary carries, by name.
public enum BuiltinDocument {
  /// The built-in architecture.
  ///
  /// - Throws: `MissingInput` with the nearest name when there is none of that name.
  public static func architecture(named name: String) throws -> Architecture {
    try ArchitectureFile.read(try InputFile.resolve(name, kind: .architecture)).0
  }

  /// The built-in workload.
  ///
  /// - Throws: `MissingInput` with the nearest name when there is none of that name.
  public static func workload(named name: String) throws -> Workload {
    try WorkloadFile.read(try InputFile.resolve(name, kind: .workload)).workload
  }
}
