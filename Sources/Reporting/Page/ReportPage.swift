internal import Telemetry

/// Makes the threat report: one HTML page that needs no network, no script and no other file.
public enum ReportPage {
  /// The page's text; the same content gives the same bytes.
  public static func render(_ content: ReportContent) -> String {
    let page = Node.tag(
      "html", ["lang": "en"],
      [
        head(content),
        .tag(
          "body", [:],
          [
            PageHeader(content: content).node(),
            .tag(
              "main", [:],
              [
                TodaySection(content: content).node(),
                TrustSection(content: content).node(),
                DetectionSection(content: content).node(),
                MissedSection(content: content).node(),
                AnomalySection(content: content).node(),
                LifeSection(content: content).node(),
                TwinSection(content: content).node(),
                QualitySection(content: content).node(),
                MethodSection(content: content).node(),
              ]),
            ProvenanceSection(content: content).node(),
          ]),
      ])
    return "<!DOCTYPE html>\n" + Markup.render(page) + "\n"
  }

  private static func head(_ content: ReportContent) -> Node {
    let title = "\(PlainText.name(content.plant.name)): threat report \(content.asOf.dayText)"
    return .tag(
      "head", [:],
      [
        .tag("meta", ["charset": "utf-8"]),
        .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        .tag("meta", ["name": "color-scheme", "content": "light dark"]),
        .tag("meta", ["name": "referrer", "content": "no-referrer"]),
        // Should anything ever slip past the escaping, the browser still refuses to load or run it.
        .tag(
          "meta",
          [
            "http-equiv": "Content-Security-Policy",
            "content": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
          ]),
        .tag("link", ["rel": "icon", "href": "data:,"]),
        .tag("title", [:], [.text(title)]),
        .tag("style", [:], [.style(Stylesheet.text)]),
      ])
  }
}
