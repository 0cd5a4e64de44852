package dev.millrace.local.factory;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.schemas.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Bodies that break software: JSON that is none, or hardly, and strings that are more than text.
 */
final class BreakingBodies {

  private BreakingBodies() {}

  static List<byte[]> all() throws IOException {
    List<byte[]> bodies = new ArrayList<>();
    for (String text :
        List.of(
            "",
            "{}",
            "[]",
            "null",
            "0",
            "\"\\ud800\"",
            "{\"a\":1,\"a\":2}",
            "[1,]",
            "\uFEFF1",
            "nul",
            "1e999999",
            "\"\\u0000\"")) {
      bodies.add(bytes(text));
    }
    bodies.add(HexFormat.of().parseHex("22ff22"));
    bodies.add(bytes("[".repeat(100_000)));
    for (Path file : PublicEvents.files("events/json-test-suite/test_parsing")) {
      bodies.add(Files.readAllBytes(file));
    }
    for (JsonNode naughty : naughtyStrings()) {
      bodies.add(bytes(naughty.toString()));
      bodies.add(bytes(naughty.asText()));
      bodies.add(bytes("{\"text\":" + naughty + "}"));
    }
    return bodies;
  }

  private static JsonNode naughtyStrings() throws IOException {
    Optional<Path> file = SharedData.find("events/naughty-strings.json");
    return new JsonMapper()
        .readTree(
            file.isPresent()
                ? Files.readString(file.get())
                : "[\"\\u202Etest\", \"%n${jndi:ldap://x}\", \"';--\"]");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
