#include "trust/render_document.h"

// The words that stand around the clauses. A heading or status that is not here is shown in English rather than not at
// all.

namespace troth::trust {
namespace {

using catalogue::Language;

constexpr std::pair<std::string_view, std::string_view> kGerman[] = {
    {"tested", "geprüft"},
    {"not tested yet", "noch nicht geprüft"},
    {"on file", "belegt"},
    {"only stated", "nur erklärt"},
    {"pass", "bestanden"},
    {"fail", "gescheitert"},
    {"stale", "veraltet"},
    {"unproven", "unbewiesen"},
    {"exception", "Ausnahme"},
    {"not applicable", "nicht anwendbar"},
    {"inherited", "von Dritten bestätigt"},
    {"declared", "erklärt"},
    {"recorded", "verzeichnet"},
    {"not covered", "nicht abgedeckt"},
    {"draft", "Entwurf"},
    {"approved", "freigegeben"},
    {"effective", "in Kraft"},
    {"superseded", "abgelöst"},
    {"withdrawn", "zurückgezogen"},
    {"none", "keine"},
    {"same host", "auf demselben Rechner"},
    {"same operator", "desselben Betreibers"},
    {"independent", "unabhängig"},
    {"Access control", "Zugangs- und Zugriffskontrolle"},
    {"Application security", "Anwendungssicherheit"},
    {"Business continuity and disaster recovery", "Notfallvorsorge und Wiederherstellung"},
    {"Continual improvement", "Fortlaufende Verbesserung"},
    {"Customer responsibilities", "Pflichten der Kunden"},
    {"Documentation and contact", "Dokumentation und Kontakt"},
    {"Encryption", "Verschlüsselung"},
    {"Governance", "Organisation und Verantwortung"},
    {"Incident response", "Umgang mit Vorfällen"},
    {"Infrastructure", "Infrastruktur"},
    {"Logging and monitoring", "Protokollierung und Überwachung"},
    {"Physical security", "Physische Sicherheit"},
    {"Preamble", "Präambel"},
    {"Retention and deletion", "Aufbewahrung und Löschung"},
    {"Scope", "Geltungsbereich"},
    {"Subprocessors and vendors", "Unterauftragsverarbeiter und Lieferanten"},
    {"Overview", "Überblick"},
    {"Separation and minimisation", "Trennung und Datenminimierung"},
    {"Instructions and rights", "Weisungen und Betroffenenrechte"},
    {"Transparency and audit", "Transparenz und Prüfung"},
    {"Logs and clocks", "Protokolle und Uhren"},
    {"Availability and integrity", "Verfügbarkeit und Integrität"},
    {"Technical protection", "Technischer Schutz"},
    {"People and devices", "Menschen und Geräte"},
    {"Technical measures", "Technische Maßnahmen"},
    {"Organisational measures", "Organisatorische Maßnahmen"},
};

}  // namespace

std::string in_german(std::string_view word) {
  for (auto const& [english, german] : kGerman)
    if (english == word) return std::string(german);
  return std::string(word);
}

std::string minute(Time at) {
  auto const text = rfc3339(at);
  return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

std::string Document::title() const {
  return language == Language::de ? "Technische und organisatorische Maßnahmen"
                                  : "Technical and organisational measures";
}

std::string Document::legend() const {
  if (language == Language::de)
    return "„Geprüft“ heißt: ein Programm hat die Zusage auf dieser Zelle angegriffen, zur genannten Zeit. „Belegt“: "
           "ein Dritter "
           "oder ein festgehaltener Vorgang steht dafür ein. „Nur erklärt“: niemand prüft es. Ein Ergebnis, das älter "
           "ist als "
           "seine Frist, gilt nicht als bestanden.";
  return "“Tested” means that a program attacked the promise on this cell, at the time given. “On file”: a third party "
         "or an act "
         "on record vouches for it. “Only stated”: nobody checks it. A result older than its window does not count as "
         "a pass.";
}

std::vector<std::pair<std::string, std::string>> Document::facts() const {
  bool const de = language == Language::de;
  std::vector<std::pair<std::string, std::string>> out;
  if (version == 0) {
    out.emplace_back(de ? "Fassung" : "Version",
                     de ? "Probe: noch nichts veröffentlicht" : "rehearsal: nothing is published yet");
  } else {
    out.emplace_back(de ? "Fassung" : "Version",
                     std::to_string(version) + " (" + (de ? in_german(state) : state) + ")");
    out.emplace_back(de ? "Gilt ab" : "Effective from", effective);
    out.emplace_back(de ? "SHA-256 des Textes" : "SHA-256 of the text", hash);
    if (index)
      out.emplace_back(de ? "Nachweislog" : "Evidence log", (de ? "Eintrag " : "entry ") + std::to_string(*index));
  }
  out.emplace_back(de ? "Zelle" : "Cell", cell);
  out.emplace_back(de ? "Zeugen" : "Witnesses", de ? in_german(witness) : witness);
  out.emplace_back(de ? "Stand" : "As of", minute(as_of));
  return out;
}

std::string Document::quiet_line(Clause const& clause) const {
  bool const de = language == Language::de;
  bool const waits = clause.word == "tested" && !clause.tested;  // nobody reads "tested" where nothing was
  std::string const word = waits ? "not tested yet" : clause.word;
  std::string out = de ? in_german(word) : word;
  if (!clause.status.empty()) out += " · " + (de ? in_german(clause.status) : clause.status);
  if (clause.tested) out += (de ? " · zuletzt geprüft " : " · newest test ") + minute(*clause.tested);
  for (auto const& parameter : clause.drifted)
    out += (de ? " · läuft anders als zugesagt: " : " · runs otherwise than promised: ") + parameter;
  return out;
}

std::string Document::footnote(Clause const& clause) const {
  if (!clause.index) return {};
  bool const de = language == Language::de;
  return clause.id + ": " + (de ? "Eintrag " : "entry ") + std::to_string(*clause.index) +
         (de ? " des Nachweislogs " : " of the evidence log ") + cell;
}

}  // namespace troth::trust
