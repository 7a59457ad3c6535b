import Core
import Formats
import Testing

@Suite struct XMLTests {
  private func document(_ text: String) throws -> XMLElement {
    try XMLDocument(InputFile(name: "a.xml", text: text)).root
  }

  /// Positions counted by hand.
  @Test func knowsWhereElementsAndAttributesStand() throws {
    let root = try document(
      """
      <?xml version="1.0"?>
      <!-- <no element/> -->
      <a xmlns="urn:x" xmlns:y = 'urn:y'
         one = "<" two='>/"'>
        <?target <b/> ?><b/>text<![CDATA[<c>]]>
        <c
          y:three="é" four=""/></a>
      """.replacing("\"<\"", with: "\"&lt;\""))
    #expect(root.location == SourceLocation(file: "a.xml", line: 3, column: 1))
    #expect(root.attributes.map(\.name) == ["one", "two"])
    #expect(root.attributes.map(\.value) == ["<", ">/\""])
    #expect(root.attributes.map(\.location.column) == [4, 17])
    #expect(root.children.map(\.name) == ["b", "c"])
    #expect(root.children.map(\.location.line) == [5, 6])
    #expect(root.children.map(\.location.column) == [19, 3])
    #expect(root.children[1].attributes.map(\.location.line) == [7, 7])
    #expect(root.children[1].attributes.map(\.location.column) == [5, 18])
    #expect(root.namespace == "urn:x")
    #expect(root.text.contains("text<c>"))
  }

  @Test func joinsTextAndReferences() throws {
    let root = try document("<a b='x&#10;&amp;y'>1 &lt; 2<!-- not this --> &#x263a;</a>")
    #expect(root["b"] == "x\n&y")
    #expect(root.text == "1 < 2 ☺")
  }

  @Test func readsAByteOrderMarkAndCarriageReturns() throws {
    let root = try document("\u{FEFF}<a>\r\n<b/>\r\n</a>")
    #expect(root.children[0].location == SourceLocation(file: "a.xml", line: 2, column: 1))
  }

  @Test(arguments: [
    ([] as [UInt8], "a.xml: error: the file is empty"),
    ([0xff, 0xfe, 0x3c, 0x00], "a.xml: error: not an XML document in UTF-8: it is UTF-16 text"),
    ([0x1f, 0x8b, 0x08, 0x00], "a.xml: error: not an XML document in UTF-8: it is a gzip file"),
    (Array("<a>\n\n".utf8) + [0xe9, 0x3c], "a.xml:3: error: not an XML document in UTF-8: byte 0xE9 is no UTF-8"),
    (Array("<a>\n".utf8) + [0], "a.xml:2: error: not an XML document in UTF-8: it holds a NUL byte"),
    (
      Array("{\"a\": 1}".utf8),
      "a.xml:1:1: error: not well-formed XML: an element was expected; is the file XML?"
    ),
  ])
  func saysWhatIsNoXML(bytes: [UInt8], message: String) {
    let error = #expect(throws: InvalidInput.self) { _ = try XMLDocument(InputFile(name: "a.xml", bytes: bytes)).root }
    #expect(error?.description == message)
  }

  /// libxml2 stops at 256 levels; a document cannot make the reader run out of stack.
  @Test func refusesBottomlessNesting() {
    let text = String(repeating: "<a>", count: 100_000) + String(repeating: "</a>", count: 100_000)
    #expect(throws: InvalidInput.self) { try document(text) }
  }

  /// "Billion laughs": refused before anything is expanded.
  @Test func refusesEntities() {
    let text = """
      <?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>
      """
    let error = #expect(throws: InvalidInput.self) { try document(text) }
    #expect(error?.diagnostics.first?.problem == .documentType)
  }

  @Test func writesIndentedWithAttributesInOrder() throws {
    var writer = XMLWriter()
    writer.element("a", namespace: "urn:x") { writer in
      writer.attribute("z", 1)
      writer.attribute("b", 0.1)
      writer.attribute("c", Double.infinity)
      writer.element("d") { $0.text("1 < 2 & \"3\"") }
      writer.element("e") { _ in }
    }
    #expect(
      String(decoding: writer.finish(), as: UTF8.self) == """
        <?xml version="1.0" encoding="UTF-8"?>
        <a xmlns="urn:x" z="1" b="0.1" c="INF">
          <d>1 &lt; 2 &amp; &quot;3&quot;</d>
          <e/>
        </a>

        """)
  }

  /// What a writer is given, a reader gets, but for characters XML has no way to carry.
  @Test func readsBackWhatItWrites() throws {
    let odd = "tab\t, line\n, return\r, quote \" ' < > & é ☺ 😀 ]]>"
    var writer = XMLWriter()
    writer.element("a") { writer in
      writer.attribute("b", odd)
      writer.attribute("c", "\u{1}\u{0}\u{FFFE}x")
      writer.text(odd)
    }
    let root = try XMLDocument(InputFile(name: "a.xml", bytes: writer.finish())).root
    #expect(root["b"] == odd)
    #expect(root["c"] == "\u{FFFD}\u{FFFD}\u{FFFD}x")
    #expect(root.text == odd)
  }

  @Test func writesTheSameBytesInPieces() {
    func write(takingPieces: Bool) -> [UInt8] {
      var writer = XMLWriter()
      var bytes: [UInt8] = []
      writer.start("a")
      for index in 0..<50 {
        writer.element("b") { $0.attribute("index", index) }
        if takingPieces { bytes += writer.takeBytes() }
      }
      writer.end()
      return bytes + writer.finish()
    }
    #expect(write(takingPieces: true) == write(takingPieces: false))
  }
}
