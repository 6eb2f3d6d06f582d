internal import Diagnostics
package import Learning
package import Telemetry

/// Two-point rules that a plant's files declare, whatever the form: rules of drives, blocks of programs, pairs of a network's
/// `[CONTROLS]`.
package enum DeclaredRules {
  /// The rules of a twin's tags: the plant's file first, then programs, then the network.
  ///
  /// Rules that telemetry showed are not among them, nor blocks whose levels are signals. A rule that a file
  /// says of an actuator and a sensor stands for those that others say of the two.
  ///
  /// - Parameters:
  ///   - logic: What the twin's controllers go by.
  ///   - drives: The rules under `drives:` of the plant's file.
  package static func all(
    logic: [ControllerLogic], drives: [PlantDescription.Rule], tags: [Tag]
  ) -> [DeclaredRule] {
    var found = drives.map {
      DeclaredRule(
        actuator: $0.actuator, sensor: $0.sensor, onAt: $0.onBelow, offAt: $0.offAbove,
        source: $0.place.shortText)
    }
    for own in logic where own.kind == .programs || !own.controls.isEmpty {
      for block in own.blocks {
        guard let rule = own.rule(of: block, tags) else { continue }
        let isSaid = found.contains {
          $0.actuator == rule.actuator && $0.sensor == rule.sensor
        }
        if !isSaid { found.append(rule) }
      }
    }
    return found
  }
}

extension ControllerLogic {
  // A two-point block whose operands are a tag and two numbers.
  fileprivate func rule(of block: WrittenBlock, _ tags: [Tag]) -> DeclaredRule? {
    guard block.kind == TwoPoint.id,
      let sensor = block["of"].flatMap({ name in tags.firstIndex { $0.id == name } }),
      let signal = block["to"], let actuator = tag(of: signal, tags: tags), actuator != sensor,
      let on = (block["on-below"] ?? block["on-above"]).flatMap(Double.init),
      let off = (block["off-above"] ?? block["off-below"]).flatMap(Double.init), on != off
    else { return nil }
    let numbers = controls.filter { $0.value.signal == signal }.keys.sorted()
    let source =
      numbers.isEmpty
      ? block.settings.place.shortText
      : "[CONTROLS] \(numbers.map(String.init).joined(separator: ", "))"
    return DeclaredRule(actuator: actuator, sensor: sensor, onAt: on, offAt: off, source: source)
  }
}
