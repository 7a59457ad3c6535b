import CLibXML2

/// What libxml2 says about one place of a document.
struct XMLComplaint {
  var code: Int
  var message: String
  var isError: Bool
  var line: Int?
  var column: Int?
  /// The node it is about, while the document lives.
  var node: UnsafeMutablePointer<xmlNode>?

  init(_ error: xmlError) {
    code = Int(error.code)
    message = error.message.map { XMLText.oneLine(String(cString: $0)) } ?? "unknown error"
    isError = error.level == XML_ERR_ERROR || error.level == XML_ERR_FATAL
    line = error.line > 0 ? Int(error.line) : nil
    column = error.int2 > 0 ? Int(error.int2) : nil
    node = error.node?.assumingMemoryBound(to: xmlNode.self)
  }
}

/// Collects libxml2's complaints during one call; a class because the C callback carries a pointer to it.
final class XMLComplaints {
  private(set) var list: [XMLComplaint] = []

  /// More than this from one document help nobody.
  private static let limit = 200

  func append(_ error: xmlError) {
    if list.count < Self.limit {
      list.append(XMLComplaint(error))
    }
  }
}
