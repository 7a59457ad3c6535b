/// A place where SCALE-Sim v3's reports differ from what their names promise or from what the hardware would do.
///
/// Read from the tool's source (commit 1d62b68) and seen in its output. ``scaleSimReport(layer:configuration:)`` reproduces
/// every one of them; ``ScaleSimReport/corrections(layer:configuration:)`` puts the right value beside the reported one
/// where it has a closed form.
package enum ScaleSimQuirk: String, CaseIterable, Hashable, Sendable, Codable {
  // Time
  case totalIsIndexOfLastCycle
  case outputStationaryDrainMissing
  case edgeFoldsCostFullFolds
  case foldsNeverOverlap
  case prefetchTotalOneShort
  case firstFetchIsFree
  case computeUtilizationCountsSkewTwice
  // SRAM counts
  case strayOutputWrites
  case partialSumsNeverReadBack
  case readsOffTheEdgeCount
  // The layer
  case paddingAndBatchMissing
  // USER mode
  case bandwidthPerOperand
  case stallsAddedTwice
  case stallsBelowZero
  case fetchesRunAheadForEver
  case fixedPrefetchOrder
  case nullsFetched
  case wholeLinesFetched
  case copiesOccupyTheBuffer
  case fetchedAddressesWrong
  // CALC mode
  case refillForgetsEverything
  case setsRoundedDown
  case assumedFirstBandwidth
  // The ofmap SRAM, in both modes
  case drainedSpaceFreeAtOnce
  case fillersCountedAsWrites
  case calcWriteBandwidthIsColumns

  /// What SCALE-Sim does.
  package var behaviour: String { words.behaviour }

  /// What would be right.
  package var remedy: String { words.remedy }

  private var words: (behaviour: String, remedy: String) {
    switch self {
    case .totalIsIndexOfLastCycle:
      (
        "Total Cycles is the index of the last cycle, counted from 0.",
        "One more: the number of cycles."
      )
    case .outputStationaryDrainMissing:
      (
        "An output-stationary fold takes T + R + C − 2 cycles: its results leave while its operands still enter.",
        "2R + C + T − 2: the last results shift out through R rows after the last operands (ISPASS 2020 paper, RTL)."
      )
    case .edgeFoldsCostFullFolds:
      (
        "A fold that uses part of the array takes as long as one that uses all of it.",
        "Skew and loading shrink with the rows and columns used; only the drain through the physical rows stays."
      )
    case .foldsNeverOverlap:
      (
        "A fold starts after the last line of the one before; nothing is loaded or drained meanwhile.",
        "Arrays that hold a second set of weights load it during the fold, and the next operands follow the last."
      )
    case .prefetchTotalOneShort:
      (
        "Total Cycles (incl. prefetch) is the difference of the last and the first DRAM cycle.",
        "One more: both cycles count."
      )
    case .firstFetchIsFree:
      (
        "The first half buffers are fetched before cycle 0, both operands at once, and are not part of Total Cycles.",
        "Time spent waiting for the first operands is time."
      )
    case .computeUtilizationCountsSkewTwice:
      (
        "Compute Util % of weight- and input-stationary folds is over 2R + 2C + T − 3 cycles, the column skew twice.",
        "Over the 2R + C + T − 2 cycles the fold takes."
      )
    case .strayOutputWrites:
      (
        "Output-stationary SRAM OFMAP Writes hold R + C more words for each fold, from a stray addition of the shape.",
        "M · N: each output is written once."
      )
    case .partialSumsNeverReadBack:
      (
        "Weight- and input-stationary row folds write their partial sums; none is ever read to be added to.",
        "M · N words are read for each row fold but the first."
      )
    case .readsOffTheEdgeCount:
      (
        "Elements of windows that hang over the ifmap's edge count as SRAM reads, though they have no address.",
        "Only elements that exist are read."
      )
    case .paddingAndBatchMissing:
      (
        "There is no padding and no batch; the output size is rounded up, so the last window may hang over the edge.",
        "Give the padded size as the ifmap, and repeat the layer for each image."
      )
    case .bandwidthPerOperand:
      (
        "USER: ifmap and filter each have the SRAM bank bandwidth to DRAM for themselves; Bandwidth binds only the ofmap.",
        "One DRAM bandwidth, shared by the three."
      )
    case .stallsAddedTwice:
      (
        "USER: the wait for a fetch is added to the stall, and if it is positive added again.",
        "Once, as version 2 did after its correction."
      )
    case .stallsBelowZero:
      (
        "USER: a fetch that ended in the past takes its lead off the stall of the line, which may fall below zero.",
        "A fetch that has ended causes no wait and gives no time back."
      )
    case .fetchesRunAheadForEver:
      (
        "USER: fetches follow each other without a gap from before cycle 0, whether there is room for them or not.",
        "A fetch starts once the half it fills is free, so an early lead cannot be banked."
      )
    case .fixedPrefetchOrder:
      (
        "USER: each operand is fetched in one fixed order around a ring, and a demand behind the window waits for a lap.",
        "Fetch in the order of the demands."
      )
    case .nullsFetched:
      (
        "USER: the padding of edge folds and elements off the edge are in the fetch order, cost bandwidth and count as reads.",
        "Only elements that exist are fetched."
      )
    case .wholeLinesFetched:
      (
        "USER: half a buffer is fetched in whole lines of the bandwidth's width, and every word of them counts.",
        "The last line of a fetch counts with the words it holds."
      )
    case .copiesOccupyTheBuffer:
      (
        "USER: an ifmap element takes space once for every window that reads it, as if im2col were done in DRAM.",
        "An element is held once."
      )
    case .fetchedAddressesWrong:
      (
        "USER: after the first move the DRAM trace restarts near the head of the list and loses elements; counts survive.",
        "Every fetch goes on where the one before ended. The reports are not affected."
      )
    case .refillForgetsEverything:
      (
        "CALC: once half a buffer of new words was read, all words read before count as new again.",
        "The other half still holds the words before."
      )
    case .setsRoundedDown:
      (
        "CALC: the buffer is 100 sets of a hundredth of its size rounded down, so up to 99 words are never used.",
        "The whole buffer."
      )
    case .assumedFirstBandwidth:
      (
        "CALC: the first half buffer is said to arrive at 10 words a cycle, ending as the first read starts.",
        "There is no bandwidth to be known before it is calculated."
      )
    case .drainedSpaceFreeAtOnce:
      (
        "The space of a drain is free when the drain starts, and the ofmap SRAM takes in results meanwhile.",
        "A line's space is free when the line has left."
      )
    case .fillersCountedAsWrites:
      (
        "Empty places of a line closed early count as DRAM writes and as freed space unless the line ends a drain.",
        "Only results count."
      )
    case .calcWriteBandwidthIsColumns:
      (
        "CALC: the ofmap drains at one word for each column and cycle, and that is reported as the bandwidth it needs.",
        "The bandwidth that keeps up with the results."
      )
    }
  }
}
