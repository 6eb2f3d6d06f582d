import Telemetry
import Testing
import Twin

@Suite("Tags by epanetCPA's names")
struct TagIndexTests {
  private let index = TagIndex([
    Tag(id: "L_T1", element: "T1", quantity: .level),
    Tag(id: "Q1", element: "PU1", quantity: .flow),
    Tag(id: "RUN1", role: .status, element: "PU1"), Tag(id: "P_J1"),
    Tag(id: "S_PU2", role: .status),
    Tag(id: "SPEED3", role: .actuator, element: "PU3", quantity: .speed),
  ])

  @Test("a letter says the quantity of an element, an element alone its level, flow or status")
  func readings() {
    let found = ["L_T1", "P_T1", "p_t1", "F_PU1", "S_PU1", "T1", "PU1", "J1", "PU2", "P_T2", "X"]
      .map { index.reading($0) }
    #expect(found == [0, 0, nil, 1, 2, 0, 1, 3, 4, nil, nil])
  }

  @Test("an actuator is what can be driven of an element")
  func actuators() {
    let found = ["PU1", "S_PU1", "PU2", "PU3", "SPEED3", "T1", "X"].map { index.drivable($0) }
    #expect(found == [[2], [2], [4], [5], [5], [], []])
  }
}
