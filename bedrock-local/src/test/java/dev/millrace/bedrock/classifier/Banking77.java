package dev.millrace.bedrock.classifier;

import dev.millrace.schemas.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Questions to a bank with their intents (Casanueva and others, 2020). */
public final class Banking77 {

  private Banking77() {}

  /** Those of a file; where it is absent, the test is skipped. */
  public static List<Example> read(String name) throws IOException {
    Path file = SharedData.find("text/banking77/" + name).orElse(null);
    Assumptions.assumeTrue(file != null, "text/banking77 is absent");
    List<Example> examples = new ArrayList<>();
    String all = Files.readString(file);
    int at = all.indexOf('\n') + 1;
    while (at < all.length()) {
      StringBuilder text = new StringBuilder();
      int comma = text(all, at, text);
      int end = all.indexOf('\n', comma);
      examples.add(new Example(text.toString(), all.substring(comma + 1, end).strip()));
      at = end + 1;
    }
    return examples;
  }

  /** Reads a field, which quotes may surround and that doubled quotes may be in; where it ends. */
  private static int text(String all, int from, StringBuilder text) {
    if (all.charAt(from) != '"') {
      int comma = all.indexOf(',', from);
      text.append(all, from, comma);
      return comma;
    }
    int at = from + 1;
    while (true) {
      int quote = all.indexOf('"', at);
      text.append(all, at, quote);
      if (all.charAt(quote + 1) != '"') {
        return quote + 1;
      }
      text.append('"');
      at = quote + 2;
    }
  }
}
