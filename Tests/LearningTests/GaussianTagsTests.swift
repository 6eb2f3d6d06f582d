import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("The tags as one Gaussian")
struct GaussianTagsTests {
  private func moments(_ frame: Frame) -> LaggedMoments {
    var moments = LaggedMoments(lags: 0, pilot: frame.values.row(0))
    moments.accumulate(frame, context: 0)
    return moments
  }

  @Test("mean, scale and covariance are the naive ones with the floor on the diagonal")
  func fit() throws {
    let frame = DetectionData.plant(rows: 150, tags: 4, seed: 1)
    let floor = [0.5, 0.01, 2, 0.1]
    let tags = try GaussianTags(moments: moments(frame), floor: floor)
    let oracle = NaiveGaussian(frame.rowLists, floor: floor)
    #expect(tags.mean.relativeDistance(to: oracle.mean) < 1e-12)
    let scale = floor.indices.map { oracle.covariance[$0][$0].squareRoot() }
    #expect(tags.scale.relativeDistance(to: scale) < 1e-11)
    let standard = scale.indices.map { i in
      scale.indices.map { oracle.covariance[i][$0] / (scale[i] * scale[$0]) }
    }
    let distance = tags.covariance.elements.relativeDistance(
      to: Matrix(rowMajor: standard).elements)
    #expect(distance < 1e-11)
    #expect(tags.covariance.transposed().hasSameBits(as: tags.covariance))
  }

  @Test("missing cells are filled with their conditional mean given the row's present ones")
  func fills() throws {
    let frame = DetectionData.plant(rows: 150, tags: 5, seed: 2)
    let floor = [0.1, 0.1, 0.1, 0.1, 0.1]
    let tags = try GaussianTags(moments: moments(frame), floor: floor)
    let oracle = NaiveGaussian(frame.rowLists, floor: floor)
    var generator = SeededGenerator(seed: 8)
    let holes = frame.changing { _, _, value in generator.uniform() < 0.4 ? .nan : value }
    let rows = tags.standardised(holes)
    for i in 0..<holes.count {
      let expected = oracle.filled(holes.values.row(i))
      let filled = (0..<5).map { tags.engineering(rows.z[i, $0], tag: $0) }
      #expect(filled.relativeDistance(to: expected) < 1e-9, "row \(i)")
      #expect(rows.present[i] == holes.values.row(i).count { !$0.isNaN })
    }
  }

  @Test("a row's fill does not depend on which masks the rows before it had")
  func fillsAlone() throws {
    let frame = DetectionData.plant(rows: 90, tags: 5, seed: 3)
    let tags = try GaussianTags(moments: moments(frame), floor: [0.1, 0.1, 0.1, 0.1, 0.1])
    var generator = SeededGenerator(seed: 9)
    let holes = frame.changing { _, _, value in generator.uniform() < 0.2 ? .nan : value }
    let all = tags.standardised(holes).z
    for i in 0..<holes.count {
      #expect(tags.standardised(holes.rows(i..<i + 1)).z.row(0).bits == all.row(i).bits)
    }
  }

  @Test("a cell farther than 1e9 deviations, infinite too, is taken as 1e9 deviations")
  func clamps() throws {
    let frame = DetectionData.plant(rows: 50, tags: 2, seed: 4)
    let tags = try GaussianTags(moments: moments(frame), floor: [0.1, 0.1])
    let wild = DetectionData.frame([[1e300, 0], [-.infinity, 0], [0, .infinity], [.nan, .nan]])
    let rows = tags.standardised(wild)
    #expect(rows.z[0, 0] == 1e9)
    #expect(rows.z[1, 0] == -1e9)
    #expect(rows.z[2, 1] == 1e9)
    #expect(rows.present == [2, 2, 2, 0])
    #expect(rows.z.row(3) == [0, 0])
  }

  @Test("too few complete rows are refused with both numbers")
  func tooFew() throws {
    var frame = DetectionData.plant(rows: 7, tags: 4, seed: 5)
    frame.values[2, 1] = .nan
    frame.values[4, 0] = .nan
    let few = moments(frame)
    let fault = #expect(throws: Fault.self) { try GaussianTags(moments: few, floor: [1, 1, 1, 1]) }
    #expect(
      fault?.description == """
        error: only 5 complete rows of normal data for 4 tags, at least 6 are needed
          hint: 2 rows lack a cell; widen the training window or drop sparse tags
        """)
    #expect(fault?.kind == .badData)
    let enough = moments(DetectionData.plant(rows: 6, tags: 4, seed: 5))
    #expect(throws: Never.self) { try GaussianTags(moments: enough, floor: [1, 1, 1, 1]) }
  }

  @Test("its arrays restore it bit for bit")
  func restores() throws {
    let frame = DetectionData.plant(rows: 60, tags: 3, seed: 6)
    let tags = try GaussianTags(moments: moments(frame), floor: [0.1, 0.1, 0.1])
    let again = try GaussianTags(
      artifact: ModelArtifact(kind: "some", arrays: tags.arrays), tags: 3)
    #expect(again.mean.bits == tags.mean.bits)
    #expect(again.scale.bits == tags.scale.bits)
    #expect(again.covariance.hasSameBits(as: tags.covariance))
  }

  @Test(
    "a damaged artifact is refused by name and number",
    arguments: [
      ("scale", [1, 0, 1], "model 'some': scale[1] must be finite and > 0, got 0.0"),
      ("scale", [1, 1, .infinity], "model 'some': scale[2] must be finite and > 0, got inf"),
      ("scale", [.nan, 1, 1], "model 'some': scale[0] must be finite and > 0, got nan"),
      ("mean", [0, .nan, 0], "model 'some': mean[1] must be finite, got nan"),
      ("mean", [0, 1], "model 'some': array 'mean' has shape [2], expected [3]"),
    ])
  func damaged(_ name: String, _ values: [Double], _ text: String) throws {
    var arrays = [
      "mean": ModelArtifact.Array([0, 0, 0]), "scale": ModelArtifact.Array([1, 1, 1]),
      "covariance": ModelArtifact.Array(Matrix.identity(3)),
    ]
    arrays[name] = ModelArtifact.Array(values)
    let artifact = ModelArtifact(kind: "some", arrays: arrays)
    let fault = #expect(throws: Fault.self) { try GaussianTags(artifact: artifact, tags: 3) }
    #expect(fault?.problem == text)
  }
}
