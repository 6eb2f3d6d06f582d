public import LinearAlgebra
internal import Telemetry

/// The alarms that controllers' programs raised in a run.
public struct LoopAlarms: Sendable, Equatable {
  /// The names of the signals, `high`; with the controller's, `PLC1.high`, where two programs have one name.
  public var ids: [String]
  /// 1 where an alarm stands at a row's moment, else 0, *rows × alarms*.
  public var states: Matrix

  /// No alarms.
  public static let none = LoopAlarms(ids: [], states: Matrix(rows: 0, columns: 0))

  /// Makes a course of alarms.
  public init(ids: [String], states: Matrix) {
    self.ids = ids
    self.states = states
  }
}

extension ClosedLoop {
  /// The names of the alarms of its controllers' programs, as its runs tell them.
  public var alarmNames: [String] {
    AlarmSignal.ids(AlarmSignal.all(controllers, tags: tags), controllers)
  }
}

/// An alarm of a controller's program.
struct AlarmSignal: Sendable, Equatable {
  /// The controller's place.
  var controller: Int
  /// The signal in its program.
  var signal: String
  /// The tag that shows it; nil where none has its name.
  var tag: Int?

  /// All alarms of controllers' programs, in their order; a tag shows the first of its name.
  static func all(_ controllers: [LoopController], tags: [Tag]) -> [AlarmSignal] {
    var free = Set(tags.indices)
    return controllers.enumerated().flatMap { index, controller in
      (controller.program?.alarms ?? []).map { signal in
        let tag = tags.firstIndex { $0.id == signal }.flatMap { tag in
          controller.drives.contains(tag) ? nil : free.remove(tag)
        }
        return AlarmSignal(controller: index, signal: signal, tag: tag)
      }
    }
  }

  /// Their names, each different where controllers' names are.
  static func ids(_ alarms: [AlarmSignal], _ controllers: [LoopController]) -> [String] {
    alarms.map { alarm in
      let isOne = alarms.count { $0.signal == alarm.signal } == 1
      return isOne ? alarm.signal : "\(controllers[alarm.controller].id).\(alarm.signal)"
    }
  }
}
