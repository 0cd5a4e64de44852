package dev.millrace.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The Java code of docs/producer-client.md is code that was compiled and run: each block names its
 * region, as {@code <!-- File.java#region -->} on the line before it.
 */
class DocumentedCodeTest {

  private static final Path PAGE = Path.of("..", "docs", "producer-client.md");
  private static final Path SOURCES =
      Path.of("src", "test", "java", "dev", "millrace", "ingestion");

  private static final Pattern BLOCK =
      Pattern.compile("<!-- (\\S+)#(\\w+) -->\\n```java\\n(.*?)\\n```", Pattern.DOTALL);

  @Test
  void everyBlockIsTheRegionThatItNames() throws IOException {
    String page = Files.readString(PAGE);

    List<MatchResult> blocks = BLOCK.matcher(page).results().toList();

    assertThat(blocks).hasSizeGreaterThan(5).hasSameSizeAs(fences(page));
    for (MatchResult block : blocks) {
      assertThat(block.group(3))
          .as(block.group(1) + "#" + block.group(2))
          .isEqualTo(region(block.group(1), block.group(2)));
    }
  }

  private static List<MatchResult> fences(String page) {
    return Pattern.compile("^```java$", Pattern.MULTILINE).matcher(page).results().toList();
  }

  /** Without the indentation that its lines share. */
  private static String region(String file, String name) throws IOException {
    String source = Files.readString(SOURCES.resolve(file));
    String begin = "// tag::" + name + "[]\n";
    int from = source.indexOf(begin) + begin.length();
    int to = source.indexOf("// end::" + name + "[]", from);
    assertThat(from).as("region " + name + " of " + file).isGreaterThanOrEqualTo(begin.length());
    assertThat(to).as("end of region " + name + " of " + file).isPositive();
    List<String> lines = source.substring(from, to).stripTrailing().lines().toList();
    int shared =
        lines.stream()
            .filter(line -> !line.isBlank())
            .mapToInt(line -> line.length() - line.stripLeading().length())
            .min()
            .orElse(0);
    return lines.stream()
        .map(line -> line.isBlank() ? "" : line.substring(shared))
        .collect(Collectors.joining("\n"));
  }
}
