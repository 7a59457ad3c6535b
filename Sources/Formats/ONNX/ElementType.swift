import Core
import Foundation

/// The type of a tensor's elements, by its number in the ONNX specification (`TensorProto.DataType`).
enum ElementType: Int32 {
  case float = 1
  case uint8 = 2
  case int8 = 3
  case uint16 = 4
  case int16 = 5
  case int32 = 6
  case int64 = 7
  case string = 8
  case bool = 9
  case float16 = 10
  case double = 11
  case uint32 = 12
  case uint64 = 13
  case complex64 = 14
  case complex128 = 15
  case bfloat16 = 16
  case float8e4m3fn = 17
  case float8e4m3fnuz = 18
  case float8e5m2 = 19
  case float8e5m2fnuz = 20
  case uint4 = 21
  case int4 = 22
  case float4e2m1 = 23
  case float8e8m0 = 24
  case uint2 = 25
  case int2 = 26

  /// Whether values are fractions, which `--number-format` may store otherwise.
  var isReal: Bool {
    switch self {
    case .float, .float16, .double, .complex64, .complex128, .bfloat16, .float8e4m3fn, .float8e4m3fnuz, .float8e5m2,
      .float8e5m2fnuz, .float4e2m1, .float8e8m0:
      true
    default: false
    }
  }

  /// The nearest format an accelerator stores; numbers of 64 bits count as 32.
  var format: NumberFormat {
    switch self {
    case .float, .double, .complex64, .complex128: .fp32
    case .float16: .fp16
    case .bfloat16: .bf16
    case .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz, .float8e8m0: .fp8
    case .uint8, .int8, .bool, .string: .int8
    case .uint16, .int16: .int16
    case .int32, .int64, .uint32, .uint64: .int32
    case .uint4, .int4, .uint2, .int2, .float4e2m1: .int4
    }
  }
}

/// The few numbers of a constant that shapes are computed from.
struct ConstantNumbers: Hashable {
  /// In row-major order; integers are exact up to 2^53, as every size is.
  var values: [Double]
  var isInteger: Bool

  init(_ values: [Double], isInteger: Bool) {
    self.values = values
    self.isInteger = isInteger
  }

  init(_ integers: [Int]) {
    self.init(integers.map(Double.init), isInteger: true)
  }

  /// The numbers as integers, those beyond 2^60 cut down to it: slices end "at the largest integer".
  var integers: [Int] { values.map(Self.integer) }

  static func integer(_ value: Double) -> Int {
    guard value == value else { return 0 }
    return Int(max(-0x1p60, min(0x1p60, value.rounded(.towardZero))))
  }
}

extension ONNXTensor {
  var elementType: ElementType? { ElementType(rawValue: dataType) }

  /// The values, when the file has them, they are few and numbers; `nil` otherwise.
  func numbers(elements: Int) -> ConstantNumbers? {
    guard elements <= CondensedModel.keptValues, let type = elementType else { return nil }
    let values: [Double]? =
      switch type {
      case .float: raw(Float.self) ?? floatData.map(Double.init)
      case .double: raw(Double.self) ?? doubleData
      case .int64: raw(Int64.self) ?? int64Data.map(Double.init)
      case .int32: raw(Int32.self) ?? int32Data.map(Double.init)
      case .int16: raw(Int16.self) ?? int32Data.map(Double.init)
      case .int8: raw(Int8.self) ?? int32Data.map(Double.init)
      case .uint8, .bool: raw(UInt8.self) ?? int32Data.map(Double.init)
      default: nil
      }
    guard let values, values.count == elements else { return nil }
    return ConstantNumbers(values, isInteger: !type.isReal)
  }

  private func raw<Number: FixedWidthInteger>(_: Number.Type) -> [Double]? {
    words(of: Number.self)?.map { Double($0) }
  }

  private func raw(_: Float.Type) -> [Double]? {
    words(of: UInt32.self)?.map { Double(Float(bitPattern: $0)) }
  }

  private func raw(_: Double.Type) -> [Double]? {
    words(of: UInt64.self)?.map { Double(bitPattern: $0) }
  }

  /// The raw bytes as little-endian words; `nil` when there are none or they don't come out even.
  private func words<Word: FixedWidthInteger>(of _: Word.Type) -> [Word]? {
    let bytes = Array(rawData)
    let width = Word.bitWidth / 8
    guard !bytes.isEmpty, bytes.count.isMultiple(of: width) else { return nil }
    return stride(from: 0, to: bytes.count, by: width).map { start in
      bytes[start..<start + width].reversed().reduce(Word(0)) { ($0 << 8) | Word(truncatingIfNeeded: $1) }
    }
  }
}
