import Diagnostics
import Ingest
import Testing

/// The long form under headers of several languages.
@Suite struct HeaderWordsTests {
  private let scratch = Scratch()

  @Test(
    "a header in another language names the columns of the long form",
    arguments: [
      "Tagname;Zeitstempel;Wert;Einheit;Qualität", "Messstelle;Datum;Messwert;Einheit;Status",
      "Variable;Date;Valeur;Unité;Qualité", "Capteur;Horodatage;Mesure;Unité;Etat",
      "Etiqueta;Fecha;Valor;Unidad;Calidad", "Variabile;Data;Valore;Unità;Qualità",
      "Naam;Tijdstip;Waarde;Eenheid;Kwaliteit", "Variável;Data/Hora;Valor;Unidade;Qualidade",
      "Tag;Time;Value;Units;Quality",
    ])
  func languages(header: String) throws {
    let rows = (0..<12).map {
      "T\($0 % 3);2024-01-01 00:\(10 + $0);\($0).5;" + ["bar", "m", "°C"][$0 % 3] + ";Good\n"
    }
    let format = try CSVSniffer.sniff(file: try scratch.file(header + "\n" + rows.joined()))
    #expect(format.shape == .long)
    #expect(format.columns.map(\.content) == [.tag, .time, .value, .text, .quality])
  }

  @Test("a wide table with one such word stays wide")
  func wide() throws {
    let rows = (0..<12).map { "2024-01-01 00:\(10 + $0);\($0).5;\($0)\n" }
    let format = try CSVSniffer.sniff(
      file: try scratch.file("Zeitstempel;Wert;Druck\n" + rows.joined()))
    #expect(format.shape == .wide)
  }
}
