import Core
import Optimizer
import Testing

@Suite("What generative models drew for a study")
struct StudySamplesTests {
  private let folder: StudyFolder

  init() throws { folder = try StudyFolder() }

  @Test("A batch is counted once, whoever tells of it; a study without samples has none")
  func counts() throws {
    let bowl = try Bowl()
    let study = try Study.open(at: folder.path(), bowl.header())
    #expect(try study.samples() == SampleCounts())
    let other = try Study.open(at: folder.path(), bowl.header())
    try study.keep(SampleCounts(drawn: 100, legal: 90, repaired: 5), ofBatch: 1)
    try other.keep(SampleCounts(drawn: 100, legal: 90, repaired: 5), ofBatch: 1)
    try other.keep(SampleCounts(drawn: 50, legal: 50), ofBatch: 2)
    let sum = SampleCounts(drawn: 150, legal: 140, repaired: 5)
    #expect(try study.samples() == sum)
    #expect(try Study.read(at: folder.path()).samples() == sum)
    #expect(sum.legalShare == 140.0 / 150)
    var summary = StudySummary(of: [], bowl.header())
    summary.count(SampleCounts())
    #expect(summary.samples == nil)
    summary.count(sum)
    #expect(summary.samples == sum)
  }

  @Test("A diffusion's samples are counted alike in memory and in a file, and a strategy without a model has none")
  func exploration() throws {
    var options = DiffusionOptions()
    options.trainingSteps = 8
    options.width = 8
    options.targets = 4
    options.samplesPerTarget = 6
    options.unlabelled = 24
    let bowl = try Bowl()
    let memory = MemoryStudy()
    _ = try bowl.exploration(DiffusionStrategy(initial: 5, options: options), budget: 20).run(into: memory)
    let study = try Study.open(at: folder.path(), bowl.header())
    _ = try bowl.exploration(DiffusionStrategy(initial: 5, options: options), budget: 20).run(into: study)
    // Three batches after the random one, 24 samples each.
    #expect(memory.samples().drawn == 72)
    #expect(try study.samples() == memory.samples())
    let random = MemoryStudy()
    _ = try bowl.exploration(budget: 20).run(into: random)
    #expect(random.samples().drawn == 0)
  }
}
