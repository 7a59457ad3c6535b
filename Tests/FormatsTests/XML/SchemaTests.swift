import Core
import Formats
import Foundation
import Testing

@Suite struct SchemaTests {
  /// Element declarations of a schema: their names, attributes and documentation.
  struct Declaration {
    var name: String
    var isDocumented: Bool
    var attributes: [XMLElement]
  }

  static func declarations(of kind: DocumentKind) throws -> [Declaration] {
    let schema = try XMLDocument(InputFile.schema(of: kind)).root
    let types = Dictionary(
      (schema.children("complexType") + schema.children("attributeGroup")).map { ($0["name"] ?? "", $0) },
      uniquingKeysWith: { first, _ in first })
    var declarations: [Declaration] = []
    func attributes(of type: XMLElement?) -> [XMLElement] {
      (type?.children ?? []).flatMap { child -> [XMLElement] in
        switch child.name {
        case "attribute": [child]
        case "attributeGroup": attributes(of: types[child["ref"] ?? ""])
        case "simpleContent", "complexContent", "extension": attributes(of: child)
        default: []
        }
      }
    }
    func collect(_ element: XMLElement) {
      if element.name == "element", let name = element["name"] {
        let type = types[element["type"] ?? ""] ?? element.child("complexType")
        declarations.append(
          Declaration(name: name, isDocumented: isDocumented(element), attributes: attributes(of: type)))
      }
      for child in element.children { collect(child) }
    }
    collect(schema)
    return declarations
  }

  static func isDocumented(_ element: XMLElement) -> Bool {
    !(element.child("annotation")?.child("documentation")?.text.allSatisfy(\.isWhitespace) ?? true)
  }

  @Test(arguments: [
    DocumentKind.architecture, .mapping, .results, .mappingResults, .comparison, .study, .synthesis, .space,
  ])
  func documentsEveryElementAndAttribute(kind: DocumentKind) throws {
    let declarations = try Self.declarations(of: kind)
    #expect(declarations.contains { $0.name == kind.root })
    for declaration in declarations {
      #expect(declaration.isDocumented, "<\(declaration.name)>")
      for attribute in declaration.attributes {
        #expect(Self.isDocumented(attribute), "<\(declaration.name) \(attribute["name"] ?? "")>")
      }
    }
  }

  /// The reference has a section for each element, and in it a row for each attribute with its default.
  @Test(arguments: [
    DocumentKind.architecture, .mapping, .results, .mappingResults, .comparison, .study, .synthesis, .space,
  ])
  func referenceTellsEveryElementAndAttribute(kind: DocumentKind) throws {
    let sections = try Self.referenceSections(of: kind)
    let origins = try #require(Self.reference().firstRange(of: "### Where numbers come from"))
    #expect(try Self.reference()[origins.upperBound...].contains("| `from` | none |"))
    for declaration in try Self.declarations(of: kind) {
      let section = try #require(sections[declaration.name], "<\(declaration.name)>")
      for attribute in declaration.attributes {
        let name = attribute["name"] ?? ""
        guard !["from", "estimated", "priced"].contains(name) else { continue }
        let words: String
        if attribute["use"] == "required" {
          words = "required"
        } else if let value = attribute["default"] {
          words = value.isEmpty ? "empty" : "`\(value)`"
        } else {
          words = "none"
        }
        #expect(section.contains("| `\(name)` | \(words) |"), "<\(declaration.name) \(name)>: \(words)")
      }
    }
  }

  /// The default a schema states is the value a reader takes: what is left out reads as if it were written.
  @Test func defaultsOfTheSchemaAreTheReadersDefaults() throws {
    let stated = try XMLDocument(InputFile(name: "small.xml", text: SmallDocuments.architecture)).root
    let (architecture, _) = try ArchitectureFile.read(InputFile(name: "small.xml", text: SmallDocuments.architecture))
    let resolved = try XMLDocument(InputFile(name: "b.xml", bytes: ArchitectureFile.write(architecture))).root
    var checked = 0
    for declaration in try Self.declarations(of: .architecture) {
      let pairs = zip(
        [stated].filter { $0.name == declaration.name } + stated.children(declaration.name),
        [resolved].filter { $0.name == declaration.name } + resolved.children(declaration.name))
      for (stated, resolved) in pairs {
        for attribute in declaration.attributes {
          guard let name = attribute["name"], stated[name] == nil, let value = attribute["default"] else { continue }
          #expect(resolved[name] == value, "<\(declaration.name) \(name)>")
          checked += 1
        }
      }
    }
    #expect(checked > 20)
  }

  /// Examples of the reference are documents as they stand.
  @Test func examplesOfTheReferenceRead() throws {
    let text = try Self.reference()
    #expect(text.contains(SmallDocuments.architecture))
    #expect(text.contains(SmallDocuments.mapping))
  }

  private static func reference() throws -> String {
    let file = BuiltinLibraryTests.root.appending(path: "Documentation/schema-reference.md")
    return try String(contentsOf: file, encoding: .utf8)
  }

  /// The sections of a document's chapter, by the element their heading names.
  private static func referenceSections(of kind: DocumentKind) throws -> [String: Substring] {
    let text = try reference()
    let chapter = try #require(
      text.split(separator: "\n## ").first { $0.hasPrefix("The \(kind.rawValue) document") })
    var sections: [String: Substring] = [:]
    for section in chapter.split(separator: "\n### ").dropFirst() {
      let heading = section.prefix { $0 != "\n" }
      for part in heading.split(separator: "`") where part.hasPrefix("<") {
        sections[String(part.dropFirst().dropLast())] = section
      }
    }
    return sections
  }
}
