import Core
import Formats
import Testing

@Suite struct CSVTableTests {
  private func table(_ text: String) throws -> CSVTable {
    try CSVTable(InputFile(name: "t.csv", text: text))
  }

  private func complaints(_ text: String) -> [String] {
    do {
      _ = try table(text)
      return []
    } catch let error as InvalidInput {
      return error.diagnostics.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }

  /// The seven rules of RFC 4180 §2 in one table.
  @Test func rfc4180() throws {
    let read = try table("aaa,bbb,ccc\r\n\"z\"\"y\",\"b\r\nb\",\r\nx, 1 ,\"a, b\"")
    #expect(read.header == ["aaa", "bbb", "ccc"])
    #expect(read.rows.map(\.fields) == [["z\"y", "b\r\nb", ""], ["x", "1", "a, b"]])
    #expect(read.rows.map(\.line) == [2, 4])
  }

  @Test func byteOrderMarkAndEmptyLinesAreLeftOut() throws {
    let read = try table("\u{FEFF}a,b\n\n1,2\n\n\n3,4\n")
    #expect(read.header == ["a", "b"])
    #expect(read.rows.map(\.line) == [3, 6])
  }

  @Test func typedFields() throws {
    let read = try table("n,x,w\n7,0.5,os\n-3,1e3,ws\n")
    var first = CSVFields(read, read.rows[0])
    var second = CSVFields(read, read.rows[1])
    #expect(first.integer("n") == 7 && first.number("x") == 0.5 && first.text("w") == "os")
    #expect(second.integer("n") == -3 && second.number("x") == 1000)
    #expect(second.word("w", among: ["os": 1, "ws": 2]) == 2)
    #expect(first.diagnostics.isEmpty && second.diagnostics.isEmpty)
  }

  @Test func everyBadFieldOfARowIsNamed() throws {
    let read = try table("n,x,w\nabc,nan,up\n")
    var fields = CSVFields(read, read.rows[0])
    _ = (fields.integer("n"), fields.number("x"), fields.word("w", among: ["os": 1, "ws": 2]))
    let words = fields.diagnostics.map(\.description)
    #expect(words.count == 3)
    #expect(words[0] == "t.csv:2: error: column 'n' value 'abc' is not a whole number; write e.g. 42")
    #expect(words[1] == "t.csv:2: error: column 'x' value 'nan' is not a number; write e.g. 0.25")
    #expect(words[2].hasPrefix("t.csv:2: error: ") && words[2].contains("'up'") && words[2].contains("ws"))
  }

  @Test(arguments: ["9223372036854775808", "1.0", "", " ", "0x10", "１"]) func notWholeNumbers(text: String) throws {
    let read = try table("n,m\n\(text),1\n")
    var fields = CSVFields(read, read.rows[0])
    #expect(fields.integer("n") == 0)
    #expect(fields.diagnostics.count == 1)
  }

  @Test func missingColumnsAreNamedAtOnce() throws {
    let read = try table("a,b\n1,2\n")
    #expect(throws: InvalidInput.self) { try read.require(["a", "c", "d"]) }
    do {
      try read.require(["a", "c", "d"])
    } catch {
      #expect(error.description == "t.csv:1: error: the table has no columns 'c', 'd'; its columns are a, b")
    }
    try read.require(["b", "a"])
  }

  @Test func syntaxErrorsAreAllReportedWithTheirLines() {
    #expect(
      complaints("a,b,a\n1\n\"x\"y,2,3\n1,2,3,4\n4,5,\"open\n\n").map { String($0.prefix(24)) } == [
        "t.csv:3: error: text fol", "t.csv:5: error: a quoted", "t.csv:1: error: column '", "t.csv:2: error: the row ",
        "t.csv:4: error: the row ",
      ])
    #expect(complaints("") == ["t.csv:1: error: the file is empty"])
  }

  @Test func bytesThatAreNotTextAreAnError() {
    #expect(throws: InvalidInput.self) {
      try CSVTable(InputFile(name: "t.csv", bytes: [0x61, 0x0a, 0xff, 0xfe]))
    }
  }

  /// Any bytes give a table or an error; a table's rows all have the header's length.
  @Test func noInputTraps() {
    var random = SeededRandom(seed: 4180)
    let alphabet = Array("a1,\"\r\n \t\u{00e9}".utf8)
    for _ in 0..<20_000 {
      let bytes = (0..<random.below(24)).map { _ in alphabet[random.below(alphabet.count)] }
      guard let read = try? CSVTable(InputFile(name: "t.csv", bytes: bytes)) else { continue }
      #expect(read.rows.allSatisfy { $0.fields.count == read.header.count })
    }
  }
}
