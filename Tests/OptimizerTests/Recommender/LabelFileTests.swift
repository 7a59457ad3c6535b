import Core
import Foundation
import Optimizer
import Synchronization
import Testing

@Suite("Costs of layers, kept as they come")
struct LabelFileTests {
  private let folder: StudyFolder
  private var path: String { folder.path("labels.costs") }

  init() throws { folder = try StudyFolder() }

  private final class Words: Sendable {
    private let words = Mutex<[String]>([])
    var all: [String] { words.withLock { $0 } }
    func add(_ text: String) { words.withLock { $0.append(text) } }
  }

  private static func costs(_ number: Int) -> LayerCosts {
    LayerCosts(seconds: [Double(number) / 3, .infinity], joules: [1e-300, Double(number)])
  }

  private func file(_ content: String = "space", noted: Words = Words()) -> LabelFile {
    LabelFile(at: path, content: Array(content.utf8), designs: 2, note: { noted.add($0) })
  }

  /// Fills the file with five layers.
  private func fill() {
    let file = file()
    for number in 0..<5 { file.keep(Self.costs(number), of: LayerSampler.layer(number, seed: 1)) }
  }

  @Test("What was kept is there again, to the bit, by the layer's content and whatever its name")
  func roundTrip() {
    fill()
    let again = file()
    #expect(again.count == 5)
    for number in 0..<5 {
      var layer = LayerSampler.layer(number, seed: 1)
      layer.name = "another name"
      #expect(again.costs(of: layer) == Self.costs(number))
    }
    #expect(again.costs(of: LayerSampler.layer(9, seed: 1)) == nil)
    again.keep(Self.costs(9), of: LayerSampler.layer(9, seed: 1))
    #expect(file().count == 6)
  }

  @Test("A record that was cut short is dropped and redone; those before it stay")
  func cut() throws {
    fill()
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let record = 32 + 16 * 2 + 8
    try whole.dropLast(record + 11).write(to: URL(fileURLWithPath: path))
    let noted = Words()
    let shorter = file(noted: noted)
    #expect(shorter.count == 3)
    #expect(noted.all.count == 1)
    for number in 3..<5 { shorter.keep(Self.costs(number), of: LayerSampler.layer(number, seed: 1)) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == whole)
  }

  @Test("A changed byte ends what is read; costs that depend on something else aren't used; other files are left alone")
  func foreign() throws {
    fill()
    var changed = try Data(contentsOf: URL(fileURLWithPath: path))
    changed[changed.count - 100] ^= 1
    try changed.write(to: URL(fileURLWithPath: path))
    #expect(file().count == 3)
    #expect(file("another space").count == 0)
    try Data("a letter".utf8).write(to: URL(fileURLWithPath: path))
    let noted = Words()
    let left = file(noted: noted)
    left.keep(Self.costs(1), of: LayerSampler.layer(1, seed: 1))
    #expect(noted.all.count == 1)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("a letter".utf8))
  }
}
