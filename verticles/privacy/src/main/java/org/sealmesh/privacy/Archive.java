package org.sealmesh.privacy;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.sealmesh.origin.privacy.Entry;
import org.sealmesh.origin.privacy.Section;

/// One person's copy as a ZIP: `export.json` for software, in the layout of WordPress's personal
/// data export, and `index.html` with its pages for people.
///
/// The same entries give the same bytes, whoever writes them and when. Nothing is held but one
/// entry, and a line for each page.
final class Archive {
  private final Source entries;
  private final Instant asOf;

  /// @param asOf what the archive is as of
  Archive(Source entries, Instant asOf) {
    this.entries = entries;
    this.asOf = asOf;
  }

  /// Hands over all entries, section by section; again each time that it is asked.
  @FunctionalInterface
  interface Source {
    void read(Workspace.EntrySink to) throws IOException;
  }

  /// @param out left open
  void writeTo(OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    begin(zip, "export.json");
    ArchiveJson json = new ArchiveJson(zip, asOf);
    entries.read(json::add);
    Person person = json.end();
    zip.closeEntry();
    ArchivePages pages = new ArchivePages(name -> begin(zip, name), zip, person, asOf);
    entries.read(pages::add);
    pages.end();
    zip.finish();
    zip.flush();
  }

  private void begin(ZipOutputStream zip, String name) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(LocalDateTime.ofInstant(asOf, ZoneOffset.UTC));
    zip.putNextEntry(entry);
  }

  /// Whose it is: by e-mail address if the site knows one.
  ///
  /// @param email empty if the site knows none
  record Person(String name, String email) {
    static final Person NOBODY = new Person("", "");

    /// @param first of all entries: who she is, unless nothing is kept of her
    static Person of(Entry first) {
      return first.section() == Section.PROFILE
          ? new Person(first.value("Name"), first.value("E-mail"))
          : NOBODY;
    }

    String shown() {
      return email.isEmpty() ? name : email;
    }
  }
}
