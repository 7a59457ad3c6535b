import Core
import Formats

struct ResultsInput {
  var role: String; var name: String; var sha256: String?
  init(role: String, file: InputFile) { self.role = role; name = file.name; sha256 = SHA256.hexadecimal(file.bytes) }
}
struct ResultsDocument {
  var result: SimulationResult; var inputs: [ResultsInput]; var command: String; var seed: UInt64;
  var environment: [(name: String, value: String)]
}
enum ResultsFile { static func write(_ d: ResultsDocument) -> [UInt8] { [] } }
