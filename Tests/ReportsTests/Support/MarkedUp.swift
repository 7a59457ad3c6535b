import Foundation
import FoundationXML

/// A page parsed by libxml2's strict XML parser.
final class MarkedUp: NSObject, XMLParserDelegate {
  /// An element with its attributes, all the text inside it, and the text of a `title` right inside it.
  struct Element: Sendable {
    var name: String
    var attributes: [String: String]
    var text = ""
    var title: String?
  }

  private(set) var elements: [Element] = []
  private(set) var text = ""
  private(set) var failure: String?
  private var open: [Int] = []

  init(_ page: String) {
    super.init()
    let parser = XMLParser(data: Data(page.utf8))
    parser.delegate = self
    if !parser.parse() {
      let error = parser.parserError.map { "\($0)" } ?? "unknown"
      failure = "line \(parser.lineNumber), column \(parser.columnNumber): \(error)"
    }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    open.append(elements.count)
    elements.append(Element(name: name, attributes: attributes))
  }

  func parser(_ parser: XMLParser, foundCharacters characters: String) {
    text += characters
    for index in open { elements[index].text += characters }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    let closed = open.removeLast()
    if name == "title", let parent = open.last { elements[parent].title = elements[closed].text }
  }
}
