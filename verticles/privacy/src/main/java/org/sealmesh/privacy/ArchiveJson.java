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
  private @Nullable Section open;

  ArchiveJson(OutputStream out, Archive.Person person, Instant asOf) throws IOException {
    json = new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.writeStartObject();
    json.writeObjectFieldStart("Personal Data Export for " + person.shown());
    beginGroup("about", "About", "What this is.");
    json.writeArrayFieldStart("about-1");
    write("Copy of the data of", person.shown());
    write("As of", asOf.toString());
    json.writeEndArray();
    endGroup();
  }

  void add(Entry entry) throws IOException {
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

  void end() throws IOException {
    close();
    json.writeEndObject();
    json.writeEndObject();
    json.close();
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
