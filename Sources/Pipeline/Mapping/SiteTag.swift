internal import Telemetry

/// A tag of a site with what its name and numbers say, before any element is compared.
struct SiteTag: Sendable {
  let name: String
  let course: SampledCourse
  let tokens: TagNameTokens
  /// The quantity that the name says, or for switches the numbers; nil where neither does.
  let quantity: MeasuredQuantity?
  /// The unit of the file.
  let unit: String?

  init(name: String, course: SampledCourse, unit: String?, quantity: MeasuredQuantity? = nil) {
    self.name = name
    self.course = course
    self.unit = unit
    let tokens = TagNameTokens(name)
    self.tokens = tokens
    let isSwitch = course.isBinary && !course.isConstant
    self.quantity = quantity ?? (isSwitch ? .status : tokens.quantity)
  }
}
