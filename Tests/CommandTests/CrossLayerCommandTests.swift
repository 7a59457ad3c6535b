import Foundation
import Testing

/// Exploring synthesised designs with tools that misbehave, so that what happens then is known.
@Suite struct CrossLayerCommandTests {
  private let folder: Folder

  /// Six designs: what `yosys` and `sta` do depends on what technology mapping aims at and on the clock.
  private static let space = """
    <space xmlns="urn:systole:space:1" name="tiny" architecture="gemmini" summary="six ways to make one array">
      <set path="array.rows" value="2"/>
      <set path="array.columns" value="2"/>
      <set path="synthesis.library" value="LIBRARY"/>
      <parameter name="mapping" kind="categorical" path="synthesis.mapping" values="area balanced speed"/>
      <parameter name="clock" path="synthesis.clock" values="100MHz 200MHz"/>
    </space>
    """

  /// Hangs when asked for a small area, is killed when asked for speed.
  private static let yosys = """
    #!/bin/sh
    if [ "$1" = "-V" ]; then echo "Yosys fake"; exit 0; fi
    script="$2"
    if grep -q "amap" "$script"; then sleep 60; fi
    if grep -q "map,-D" "$script"; then kill -KILL $$; fi
    top=$(sed -n 's/^hierarchy.*-top //p' "$script")
    echo "   Chip area for top module '$top': 1000.0" > "$top.stat"
    echo "module m(); endmodule" > "$top.netlist.v"
    """

  /// Finds the library broken at 200 MHz; else every block takes 6 ns.
  private static let sta = """
    #!/bin/sh
    if [ "$1" = "-version" ]; then echo "fake"; exit 0; fi
    if grep -q -e "-period 5.0" "$4"; then echo "Error: library.lib line 7, syntax error"; exit 0; fi
    echo "worst slack 4.000000"
    echo "Total 1.0e-3 1.0e-3 1.0e-6 2.0e-3 100.0%"
    """

  init() throws {
    folder = try Folder()
    for (name, text) in [("yosys", Self.yosys), ("sta", Self.sta)] {
      let file = try folder.write(name, text + "\n")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
    }
    let library = try folder.write("cells.lib", "library (fake) {\n}\n")
    _ = try folder.write("tiny.xml", Self.space.replacingOccurrences(of: "LIBRARY", with: library))
  }

  private func explore(_ more: String..., space: String = "tiny.xml") throws -> Command.Outcome {
    let path = "\(folder.url.path):/usr/bin:/bin"
    return try Command.run(
      [
        "explore", "--space", folder.path(space), "--gemm", "8x8x8", "--strategy", "grid", "--budget", "6",
        "--synthesis-cache", "none", "--synthesis-time-limit", "1", "--study", folder.path("tiny.study"), "-q",
        "--format", "json",
      ] + more, environment: ["PATH": path])
  }

  @Test func toolsThatFailFailTheirTrialsOnly() throws {
    let outcome = try explore()
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let json = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(json["trials"] as? Int == 6)
    #expect(json["failed"] as? Int == 5)
    let export = try Command.run(["study", "export", folder.path("tiny.study"), "--format", "json"])
    #expect(export.output.contains("yosys was ended after 1 s"))
    #expect(export.output.contains("yosys was ended by signal 9"))
    #expect(export.output.contains("library.lib line 7, syntax error"))
    // 10 ns less 4 ns of slack.
    let best = try #require(json["best"] as? [String: Any])
    let parameters = try #require(best["parameters"] as? [String: String])
    #expect(parameters == ["mapping": "balanced", "clock": "100MHz"])
  }

  @Test func aClockMissedFailsTheTrialWhereTheSpaceSaysSo() throws {
    let strict = Self.space.replacingOccurrences(of: "LIBRARY", with: folder.path("cells.lib"))
      .replacingOccurrences(
        of: "<parameter name=\"mapping\"",
        with: "<set path=\"synthesis.must-meet-clock\" value=\"yes\"/>\n  <parameter name=\"mapping\""
      )
      .replacingOccurrences(of: "100MHz 200MHz", with: "100MHz 250MHz")
    _ = try folder.write("strict.xml", strict)
    // 250 MHz asks for 4 ns; a slack of 4 ns meets it, so another tool is needed that reaches 6 ns.
    let late =
      "#!/bin/sh\nif [ \"$1\" = \"-version\" ]; then echo fake; exit 0; fi\n"
      + "if grep -q -e '-period 4.0' \"$4\"; then echo 'worst slack -2.000000'; else echo 'worst slack 4.000000'; fi\n"
      + "echo 'Total 1.0e-3 1.0e-3 1.0e-6 2.0e-3 100.0%'\n"
    _ = try folder.write("sta", late)
    let outcome = try explore(space: "strict.xml")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let export = try Command.run(["study", "export", folder.path("tiny.study"), "--format", "json"])
    #expect(export.output.contains("the design needs 6.000 ns a cycle, more than the 4.000 ns asked for"))
  }

  @Test func aMissingToolIsSaidBeforeAnythingIsTried() throws {
    try FileManager.default.removeItem(atPath: folder.path("sta"))
    let outcome = try Command.run(
      [
        "explore", "--space", folder.path("tiny.xml"), "--gemm", "8x8x8", "--budget", "2", "--study",
        folder.path("none.study"), "-q",
      ], environment: ["PATH": folder.url.path])
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("sta is not on the PATH; install it, on Debian: apt-get install opensta"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("none.study")))
  }
}
