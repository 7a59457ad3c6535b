import Dispatch
import Synchronization

/// The values of `body` for the indices 0 ..< count, computed by `jobs` workers and returned in index order.
///
/// Workers take indices in the given order, so long pieces can go first; neither the order nor the number of workers
/// changes the result.
///
/// - Parameters:
///   - order: A permutation of 0 ..< count.
///   - jobs: Workers; at least 1.
///   - body: Called once with each index, on any thread.
/// - Returns: The values in index order.
/// - Throws: The error of the lowest index that failed.
package func parallelMap<Value: Sendable>(
  order: [Int], jobs: Int, _ body: @Sendable (Int) throws -> Value
) throws -> [Value] {
  let results = Mutex<[Result<Value, any Error>?]>(Array(repeating: nil, count: order.count))
  let next = Atomic<Int>(0)
  DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, order.count))) { _ in
    while true {
      let position = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard position < order.count else { return }
      let index = order[position]
      let result = Result { try body(index) }
      results.withLock { $0[index] = result }
    }
  }
  return try results.withLock { try $0.compactMap { try $0?.get() } }
}
