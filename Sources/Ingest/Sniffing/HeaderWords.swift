/// What headers call the columns of the long form, in the languages of those who write them.
///
/// Words are compared by ``key(_:)``: small letters without accents, nothing else.
enum HeaderWords {
  /// The tag's name.
  static let tags: Set<String> = [
    // English.
    "tag", "tagname", "tagpath", "tagid", "point", "pointname", "name", "item", "itemid",
    "variable", "parameter", "metric", "sensor", "sensorid", "signal", "channel", "field",
    "measurement", "nodeid", "path", "series", "varname", "register", "registername",
    "registeraddress", "registernumber", "modbusaddress", "modbusregister", "ioa", "tagno",
    "tagnr", "tagnumber", "tagindex", "sensorno", "sensornr", "sensornumber", "channelid",
    "channelno", "channelnr", "channelnumber", "pointno", "pointnr", "pointnumber", "signalid",
    "parameterid", "variableid", "metricid", "measurementid", "seriesid", "streamid",
    // German.
    "messstelle", "messpunkt", "messgrosse", "messgroesse", "datenpunkt", "kanal", "bezeichnung",
    "kennung", "kanalnr", "kanalnummer", "sensorname", "signalname", "variablenname",
    "tagbezeichnung",
    // French.
    "capteur", "etiquette", "nom", "voie", "parametre", "grandeur", "nomvariable", "nomdutag",
    "repere",
    // Spanish and Portuguese.
    "etiqueta", "punto", "nombre", "senal", "canal", "parametro", "variavel", "ponto", "nome",
    "sinal", "nombredeltag",
    // Italian.
    "etichetta", "variabile", "sensore", "segnale", "canale", "grandezza",
    // Dutch.
    "naam", "variabele", "meetpunt", "signaal", "kanaal", "tagnaam",
  ]

  /// The tag's value.
  static let values: Set<String> = [
    "value", "val", "floatvalue", "reading", "v", "pv", "numericvalue", "doublevalue", "data",
    "varvalue",
    "wert", "messwert", "istwert", "zahlenwert", "valeur", "mesure", "valor", "medida", "medicion",
    "medicao", "lectura", "leitura", "valore", "misura", "lettura", "waarde", "meetwaarde",
  ]

  /// What the value is worth.
  static let qualities: Set<String> = [
    "quality", "qual", "validity", "valid", "isgood", "isvalid", "status", "statuscode", "flag",
    "dataintegrity", "good", "q", "opcquality", "qualitydetail",
    "percentgood", "goodpercent", "pctgood", "goodpct", "qualitypercent",
    "qualitat", "qualitaet", "gute", "guete", "qualite", "statut", "etat", "calidad", "estado",
    "qualita", "stato", "kwaliteit", "qualidade",
  ]

  /// The row's moment, beside what ``TimeName`` knows: words that are joined of several.
  static let times: Set<String> = [
    "zeitpunkt", "dateheure", "dateetheure", "fechayhora", "marcadetiempo", "dataora", "dataeora",
    "datahora", "dataehora", "timestring", "carimbodetempo", "tijdstempel", "datumtijd",
    "marcatemporale",
  ]

  /// The tag's engineering unit.
  static let units: Set<String> = [
    "unit", "units", "uom", "eu", "engunit", "engunits", "engineeringunit", "engineeringunits",
    "einheit", "unite", "unidad", "unidade", "unita", "eenheid",
  ]

  /// A name as the words of this table are written.
  static func key(_ name: String) -> String {
    var key = ""
    for scalar in name.lowercased().unicodeScalars where scalar.properties.isAlphabetic {
      key += plain[scalar] ?? String(scalar)
    }
    return key
  }

  private static let plain: [Unicode.Scalar: String] = [
    "ä": "a", "à": "a", "á": "a", "â": "a", "ã": "a", "å": "a", "ç": "c", "é": "e", "è": "e",
    "ê": "e", "ë": "e", "í": "i", "ì": "i", "î": "i", "ï": "i", "ñ": "n", "ö": "o", "ó": "o",
    "ò": "o", "ô": "o", "õ": "o", "ü": "u", "ú": "u", "ù": "u", "û": "u", "ß": "ss",
  ]
}
