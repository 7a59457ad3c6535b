import Core
import Formats
import Testing

@Suite struct ShippedArchitecturesTests {
  @Test(arguments: BuiltinLibrary.names(of: .architecture))
  func readsAndSurvivesWriting(name: String) throws {
    let input = try InputFile.resolve(name, kind: .architecture)
    let (architecture, map) = try ArchitectureFile.read(input)
    #expect(architecture.name == name)
    #expect(map["array"].line != nil)

    let written = ArchitectureFile.write(architecture)
    let (again, _) = try ArchitectureFile.read(InputFile(name: "again.xml", bytes: written))
    #expect(again == architecture)
    #expect(ArchitectureFile.write(again) == written)
  }
}
