package dev.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenantsEraseCommandTest {

  @TempDir private Path folder = Path.of("");

  private final ByteArrayOutputStream told = new ByteArrayOutputStream();

  @Test
  void meansOneFactory() throws IOException {
    Path settings = Files.writeString(folder.resolve("elsewhere.properties"), "");

    assertThat(erase("--data-dir", folder.toString(), "--deployed")).isEqualTo(2);
    assertThat(erase("--data-dir", folder.toString(), "--settings", settings.toString()))
        .isEqualTo(2);
    assertThat(told.toString(UTF_8))
        .contains(
            "--data-dir names a factory on this machine, and --deployed or --settings another");
  }

  @Test
  void saysAllThatIsMissingOfAFactoryElsewhere() throws IOException {
    Path settings = Files.writeString(folder.resolve("elsewhere.properties"), "lanes=1\n");

    assertThat(erase("--settings", settings.toString(), "--yes")).isEqualTo(1);
    assertThat(told.toString(UTF_8))
        .contains("kafka.bootstrap is not set")
        .contains("set personal-data.secret")
        .contains("lanes is no setting");
  }

  private int erase(String... options) {
    List<String> arguments = new ArrayList<>(List.of("tenants", "erase", "acme"));
    arguments.addAll(List.of(options));
    PrintStream out = new PrintStream(told, true, UTF_8);
    var line = MillraceCommand.commandLine(out, out);
    line.setErr(new PrintWriter(out, true, UTF_8));
    return line.execute(arguments.toArray(String[]::new));
  }
}
