/// Valid documents for tests to break; small, so that the line of a mistake can be counted.
enum SmallDocuments {
  static let architecture = """
    <?xml version="1.0" encoding="UTF-8"?>
    <architecture xmlns="urn:systole:architecture:1" name="small" technology="40nm">
      <source key="paper" title="A paper" reference="doi:10.0/0"/>
      <clock name="core" frequency="1GHz" from="paper table 1"/>
      <dram name="dram" standard="DDR4-2400" mapping="rorabacobgch" energy="100pJ/B"/>
      <dma bus-width="16B" request-size="64B"/>
      <memory name="scratchpad" keeps="weights inputs" capacity="64KiB" banks="4" width="16B"
        buffering="2" read-energy="2pJ/B" write-energy="2pJ/B"
        fan-out-x="4" fan-out-dimensions-x="K" estimated="read-energy"/>
      <memory name="accumulator" keeps="outputs" capacity="16KiB" instances="4" width="4B"
        read-energy="1pJ/B" write-energy="1pJ/B" fan-out-x="4" fan-out-dimensions-x="C"/>
      <registers name="registers" keeps="weights" capacity-per-element="1B" width="1B"
        read-energy="0.5pJ/B" write-energy="0.5pJ/B"/>
      <array rows="4" columns="4" dataflows="weight-stationary" preload="overlapped"
        mac-energy="0.56pJ" clock="core"/>
      <controller kind="generic" spills-partial-sums="true"/>
    </architecture>
    """

  static let workload = """
    <?xml version="1.0" encoding="UTF-8"?>
    <workload xmlns="urn:systole:workload:1" name="tiny">
      <source key="none" title="Made up" reference="none"/>
      <convolution name="conv" in-channels="8" out-channels="8" filter="3x3" output="6x6" padding="1"/>
      <vector name="relu" inputs="conv" function="relu" elements="288"/>
      <gemm name="fc" m="4" n="16" k="8" count="2"/>
    </workload>
    """

  static let memory = """
    ; A memory of DRAMsim3's format.
    [dram_structure]
    protocol = DDR4
    bankgroups = 2
    banks_per_group = 4
    rows = 32768
    columns = 1024
    device_width = 16
    BL = 8

    [timing]
    tCK = 0.83
    CL = 17
    CWL = 12
    tRCD = 17
    tRP = 17
    tRAS = 39
    tRFC = 420

    [system]
    channel_size = 8192
    channels = 1
    bus_width = 64
    address_mapping = rochrababgco
    """

  static let mapping = """
    <?xml version="1.0" encoding="UTF-8"?>
    <mappings xmlns="urn:systole:mapping:1" architecture="small" workload="tiny">
      <mapping layer="conv">L3[WIO] K2 C2 - L2[WI] N1 K4X - L1[O] R3 S3 Q6 C4X - L0[W] P6</mapping>
    </mappings>
    """
}
