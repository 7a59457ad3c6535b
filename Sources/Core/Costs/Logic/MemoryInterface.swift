/// The on-chip side of the external memory: a controller and a physical interface for each channel.
///
/// Source: McPAT's memory controller for low-power systems (`MCBackend` and `MCPHY`, type 1) as carried by gem5
/// (github.com/gem5/gem5 commit 0deef37, ext/mcpat/memoryctrl.cc), which took them from Cadence ChipEstimator and Synopsys
/// data: 0.15 mm² at 65 nm for the controller of a 72-bit channel; 1.3 mm² at 40 nm for a 16-bit DDR3 interface of up
/// to 2133 MT/s, of which a fifth is logic and the rest pads; 10 mW for each Gb/s at 90 nm and 1.2 V. As there, logic
/// area goes with the square of the feature size and energy with the feature size and the square of the voltage; pads
/// don't shrink. The area is not scaled with the transfer rate; leakage and the front end's buffers are left out.
public struct MemoryInterface: Hashable, Sendable {
  /// Picojoules for each bit that crosses the interface.
  public var picojoulesPerBit: Double
  /// Square millimetres of all channels.
  public var areaSquareMillimetres: Double

  /// The interface of a memory.
  ///
  /// - Parameters:
  ///   - channels: Independent channels.
  ///   - busBits: Data bits of a channel.
  ///   - nanometres: The node of the chip.
  public init(channels: Int, busBits: Int, nanometres: Int) {
    let node = Double(nanometres)
    let controller = 0.15 * Double(busBits) / 72 * (node / 65) * (node / 65)
    let logic = 0.2 * (node / 40) * (node / 40)
    let interface = 1.3 * Double(busBits) / 16 * (logic + 0.8)
    areaSquareMillimetres = Double(channels) * (controller + interface)
    let voltage = TechnologyNode(nanometres).volts / 1.2
    picojoulesPerBit = 10 * node / 90 * voltage * voltage
  }
}
