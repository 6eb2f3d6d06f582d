import Reporting
import TestSupport
import Testing

@Suite("Markup")
struct MarkupTests {
  @Test("text and attributes are escaped, whatever they hold")
  func escaping() {
    let node = Node.tag("p", ["title": "a\"b'c<d>&\n"], [.text("<script>alert(\"1\" & '2')\u{0}")])
    #expect(
      Markup.render(node)
        == "\n<p title=\"a&quot;b&#39;c&lt;d&gt;&amp; \">&lt;script&gt;alert(&quot;1&quot; &amp; "
        + "&#39;2&#39;)\u{FFFD}</p>")
  }

  @Test("controls, turned reading directions and code points that XML refuses are replaced")
  func harmful() {
    for scalar in [
      "\u{0}", "\u{1B}", "\u{7F}", "\u{9B}", "\u{202E}", "\u{2066}", "\u{200F}", "\u{FFFE}",
    ] {
      #expect(Markup.render(.text("a\(scalar)b")) == "a\u{FFFD}b")
      #expect(PlainText.name("a\(scalar)b") == "a\u{FFFD}b")
    }
    #expect(Markup.render(.text("é 水 \t\n")) == "é 水 \t\n")
  }

  @Test("a name is one short line and never empty")
  func names() {
    #expect(PlainText.name("a\nb\tc") == "a b c")
    #expect(PlainText.name("") == "(no name)")
    #expect(PlainText.name("  \n") == "(no name)")
    #expect(PlainText.name(String(repeating: "x", count: 10_000)).count == 48)
    #expect(PlainText.name(String(repeating: "x", count: 48)) == String(repeating: "x", count: 48))
    let stacked = "a" + String(repeating: "\u{301}", count: 10_000)
    #expect(PlainText.name(stacked).unicodeScalars.count == 48)
    #expect(PlainText.unit("") == nil)
    #expect(PlainText.unit("m³/h") == "m³/h")
  }

  @Test("a cut name shows the longer form to a resting pointer")
  func cutNames() {
    let page = WellFormedPage(Markup.render(.name(String(repeating: "y", count: 200))))
    #expect(page.text == String(repeating: "y", count: 47) + "…")
    #expect(page.values(of: "title") == [String(repeating: "y", count: 200)])
  }

  @Test("dates in a sentence are kept on one line and no text is lost")
  func prose() {
    let text = "since 2016-12-24 09:00, <b> until 2016-12-25."
    let page = WellFormedPage("<p>" + Markup.render(.prose(text)) + "</p>")
    #expect(page.text == text)
    #expect(page.elements == ["p", "span", "span"])
  }

  @Test(
    "numbers have few digits, and what is not finite is a dash",
    arguments: [
      (0.0, "0"), (0.001234, "0.00123"), (12.345, "12.3"), (1234.5, "1,235"), (-0.5, "-0.5"),
      (3.0e-13, "3e-13"), (1.25e12, "1.25e12"), (.nan, "–"), (-.infinity, "–"), (999.96, "1,000"),
    ])
  func significant(_ value: Double, _ text: String) {
    #expect(NumberText.significant(value) == text)
  }

  @Test(
    "a share is never rounded to nothing or to all",
    arguments: [
      (0.0, "0%"), (0.00001, "<0.1%"), (0.0421, "4.2%"), (0.386, "39%"), (0.99999, ">99.9%"),
      (1.0, "100%"), (.nan, "–"),
    ])
  func percent(_ share: Double, _ text: String) {
    #expect(NumberText.percent(share) == text)
  }

  @Test("counts have separators, decimals are exact, coordinates are plain")
  func otherNumbers() {
    #expect(NumberText.count(26_064) == "26,064")
    #expect(NumberText.count(-1_000_000) == "-1,000,000")
    #expect(NumberText.count(.min) == "-9,223,372,036,854,775,808")
    #expect(NumberText.fixed(-0.004, decimals: 2) == "0.00")
    #expect(NumberText.fixed(2.675, decimals: 1) == "2.7")
    #expect(NumberText.fixed(1e300, decimals: 2) == "1e300")
    #expect(NumberText.coordinate(-0.04) == "0")
    #expect(NumberText.coordinate(12.34) == "12.3")
    #expect(NumberText.coordinate(.infinity) == "0")
    #expect(NumberText.counted(1, "alert") == "1 alert")
    #expect(NumberText.decimals(for: [3.412, 1.19]) == 2)
    #expect(NumberText.decimals(for: [0, 1]) == 0)
  }
}
