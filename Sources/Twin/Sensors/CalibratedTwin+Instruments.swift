extension HydraulicTwin {
  /// The same twin with these sensors and this historian, from ``PlantDescription/instruments(for:interval:)`` of
  /// its tags.
  ///
  /// Controllers read what sensors show of tanks. Where a control looks at the pressure of a junction, which jumps
  /// as pumps switch between two rows, it is told the truth. A sensor with noise of its own stands in place of the
  /// noise that the twin's historian has for its tag.
  public func with(instruments: Instruments) -> HydraulicTwin {
    var copy = self
    copy.instruments = instruments
    return copy
  }
}

extension IdentifiedTwin {
  /// The same twin with these sensors and this historian, from ``PlantDescription/instruments(for:interval:)`` of
  /// its tags.
  ///
  /// Controllers read what sensors show. The true course of an identified twin has in it what telemetry had of noise;
  /// that of a sensor comes to it.
  public func with(instruments: Instruments) -> IdentifiedTwin {
    var copy = self
    copy.instruments = instruments
    return copy
  }
}
