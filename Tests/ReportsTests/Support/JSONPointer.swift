import Foundation

/// Follows JSON Pointers (RFC 6901) into a document.
///
/// Numbers are decoded as `Double`, which `JSONDecoder` reads exactly; `JSONSerialization` loses the last digit.
struct JSONPointer {
  private indirect enum Value: Decodable {
    case object([String: Value])
    case array([Value])
    case number(Double)
    case string(String)
    case other

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let object = try? container.decode([String: Value].self) {
        self = .object(object)
      } else if let array = try? container.decode([Value].self) {
        self = .array(array)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let string = try? container.decode(String.self) {
        self = .string(string)
      } else {
        self = .other
      }
    }
  }

  private let document: Value

  init(_ text: String) throws {
    document = try JSONDecoder().decode(Value.self, from: Data(text.utf8))
  }

  /// The number at a path; `nil` where there is none.
  func number(at path: String) -> Double? {
    guard case .number(let number) = value(at: path) else { return nil }
    return number
  }

  func string(at path: String) -> String? {
    guard case .string(let string) = value(at: path) else { return nil }
    return string
  }

  private func value(at path: String) -> Value? {
    var found: Value? = document
    for token in path.split(separator: "/") {
      let key = token.replacing("~1", with: "/").replacing("~0", with: "~")
      switch found {
      case .array(let list):
        found = Int(key).flatMap { list.indices.contains($0) ? list[$0] : nil }
      case .object(let members): found = members[String(key)]
      default: return nil
      }
    }
    return found
  }
}
