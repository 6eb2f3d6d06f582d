import Hydraulics
import Learning
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Thresholds of C-Town", .enabled(if: Datasets.folder != nil, "TOCSIN_DATASETS is not set"))
struct CTownThresholdTests {
  @Test("dataset03 leaves C-Town's ten pairs as the network has them")
  func file() throws {
    let (record, twin) = try CTownPlant.calm()
    let (thresholds, found) = ThresholdCalibration(twin, record).thresholds()
    #expect(thresholds == twin.thresholds)
    #expect(found.count == 20)
    // PU1 and PU5 never switch and PU11 hardly does.
    #expect(found.count(where: \.isTold) == 14)
  }
}
