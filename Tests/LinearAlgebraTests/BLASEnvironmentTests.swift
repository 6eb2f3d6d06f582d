import LinearAlgebra
import Testing

@Suite struct BLASEnvironmentTests {
  @Test("OpenBLAS runs on one thread after pinning, however often")
  func oneThread() {
    BLASEnvironment.pin()
    BLASEnvironment.pin()
    #expect(BLASEnvironment.threads == 1)
  }

  @Test("the first product pins by itself")
  func pinsLazily() async {
    await #expect(processExitsWith: .success) {
      _ = Matrix.identity(2).times(.identity(2))
      precondition(BLASEnvironment.threads == 1)
    }
  }

  @Test("version and kernel are fit for a manifest")
  func names() throws {
    let first = try #require(BLASEnvironment.version.first)
    #expect(first.isNumber && BLASEnvironment.version.contains("."))
    #expect(!BLASEnvironment.kernel.isEmpty)
    #expect(BLASEnvironment.configuration.contains(BLASEnvironment.version))
  }
}
