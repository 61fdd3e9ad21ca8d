package org.sealmesh.privacy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sealmesh.origin.privacy.Entry;
import org.sealmesh.origin.privacy.Section;

/// `export.json`: groups by id, in them items by id, in them names and values.
final class ArchiveJson {
  private final JsonGenerator json;
  private final Instant asOf;
  private Archive.@Nullable Person person;
  private @Nullable Section open;

  ArchiveJson(OutputStream out, Instant asOf) throws IOException {
    this.json =
        new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    this.asOf = asOf;
  }

  private Archive.Person begin(Archive.Person whose) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("Personal Data Export for " + whose.shown());
    beginGroup("about", "About", "What this is.");
    json.writeArrayFieldStart("about-1");
    write("Copy of the data of", whose.shown());
    write("As of", asOf.toString());
    json.writeEndArray();
    endGroup();
    return whose;
  }

  void add(Entry entry) throws IOException {
    if (person == null) {
      person = begin(Archive.Person.of(entry));
    }
    if (open != entry.section()) {
      close();
      Labels labels = Labels.of(entry.section());
      beginGroup(labels.group(), labels.title(), labels.description());
      open = entry.section();
    }
    json.writeArrayFieldStart(entry.id());
    for (Entry.Datum datum : entry.data()) {
      write(datum.name(), datum.value());
    }
    json.writeEndArray();
  }

  /// @return whose it is
  Archive.Person end() throws IOException {
    Archive.Person whose = person == null ? begin(Archive.Person.NOBODY) : person;
    close();
    json.writeEndObject();
    json.writeEndObject();
    json.close();
    return whose;
  }

  private void close() throws IOException {
    if (open != null) {
      endGroup();
    }
  }

  private void beginGroup(String id, String label, String description) throws IOException {
    json.writeObjectFieldStart(id);
    json.writeStringField("group_label", label);
    json.writeStringField("group_description", description);
    json.writeObjectFieldStart("items");
  }

  private void endGroup() throws IOException {
    json.writeEndObject();
    json.writeEndObject();
  }

  private void write(String name, String value) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeStringField("value", value);
    json.writeEndObject();
  }
}
