import Core
import Reports
import Testing

@Suite struct SynthesisReportTests {
  private let report = SynthesisReport(SampleSynthesis.result)

  /// Four tiles of 0.05 mm², a hundred registers of 0.0001 mm² and a memory of 0.79 mm² are 1 mm²; the memory's 10 ns are
  /// what a cycle takes: 4 · (30/10 + 0.5) mW + 100 · 1/10 mW.
  @Test func totalsAreWorkedOutByHand() {
    #expect(abs(report.squareMillimetres - 1) < 1e-12)
    #expect(abs(report.cellSquareMillimetres - 0.21) < 1e-12)
    #expect(abs(report.blocks[0].share - 0.2) < 1e-12)
    #expect(report.arrayNanoseconds == 5)
    #expect(report.nanoseconds == 10)
    #expect(abs(report.milliwatts - 24) < 1e-9)
    #expect(report.slowest == 0)
    #expect(!report.meetsTarget)
    #expect(report.limit == "scratchpad")
  }

  @Test func textNamesWhatLimitsTheClockAndHowToMakeItAgain() {
    #expect(report.verdict.hasPrefix("The array reaches 5.000 ns a cycle and misses the 4.000 ns asked for"))
    #expect(report.text.contains("tile/_2_/D"))
    #expect(report.text.contains("(cd b && yosys -q b.ys)"))
    #expect(report.csv.split(whereSeparator: \.isNewline).count == 4)
  }

  @Test func aStudyShowsItsBestDesignsAsCells() {
    let page = studyPage(SampleSynthesis.record)
    #expect(page.contains("The best designs as cells"))
    #expect(page.contains("tile/_2_/D"))
    #expect(!studyPage(SampleStudy.record(trials: 10)).contains("The best designs as cells"))
  }
}
