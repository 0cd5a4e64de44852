package dev.millrace.schemas.spec;

import static dev.millrace.schemas.spec.SpecTexts.SMALLEST;
import static dev.millrace.schemas.spec.SpecTexts.problems;
import static dev.millrace.schemas.spec.SpecTexts.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.EventSchema;
import dev.millrace.record.SchemaFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaFilesTest {

  @Test
  void readsSchemasBesideTheSpec(@TempDir Path folder) throws IOException {
    String avro = "{\"type\":\"record\",\"name\":\"Ticket\",\"fields\":[]}";
    Files.writeString(folder.resolve("ticket.avsc"), avro);
    Files.writeString(folder.resolve("broken.avsc"), "{\"type\":\"record\"}");
    Files.writeString(folder.resolve("text.avsc"), "\"string\"");
    Files.writeString(folder.resolve("broken.json"), "{\"a\":1,\"a\":2}");
    Files.writeString(folder.resolve("list.json"), "[]");
    Files.writeString(
        folder.resolve("old.json"), "{\"$schema\":\"http://json-schema.org/draft-07/schema#\"}");
    Files.write(folder.resolve("latin.json"), new byte[] {'"', (byte) 0xE9, '"'});
    SpecReader reader = new SpecReader(SchemaFiles.in(folder));

    assertThat(valid(reader.read(SMALLEST + "schema: ticket.avsc\n")).getSchema$())
        .isEqualTo(new EventSchema(SchemaFormat.AVRO, avro));
    assertThat(problems(reader.read(SMALLEST + "schema: broken.avsc\n")).get(0))
        .startsWith("line 8: schema: the file broken.avsc is no Avro schema: ");
    assertThat(problems(reader.read(SMALLEST + "schema: text.avsc\n")))
        .containsExactly(
            "line 8: schema: the file text.avsc is the schema of string, expected a record");
    assertThat(problems(reader.read(SMALLEST + "schema: broken.json\n")).get(0))
        .startsWith("line 8: schema: the file broken.json is not JSON: Duplicate field 'a'");
    assertThat(problems(reader.read(SMALLEST + "schema: list.json\n")))
        .containsExactly(
            "line 8: schema: the file list.json is no JSON Schema: expected an object");
    assertThat(problems(reader.read(SMALLEST + "schema: old.json\n")).get(0))
        .contains("is written in http://json-schema.org/draft-07/schema#, expected");
    assertThat(problems(reader.read(SMALLEST + "schema: latin.json\n")))
        .containsExactly("line 8: schema: the file latin.json is not UTF-8");
    assertThat(problems(reader.read(SMALLEST + "schema: none.json\n")))
        .containsExactly(
            "line 8: schema: there is no file none.json; its name is relative to the spec");
    assertThat(problems(reader.read(SMALLEST + "schema: \"a\\0.json\"\n")).get(0))
        .contains("cannot be read: java.nio.file.InvalidPathException");
  }
}
