package dev.millrace.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {

  private enum Mode {
    SINGLE,
    WELL_PACKED
  }

  private static final URI FALLBACK = URI.create("http://127.0.0.1:1");

  @TempDir private Path folder;

  @Test
  void givesTheDefaultOfWhatIsNotSet() {
    SettingsReader settings = SettingsReader.of(Map.of());

    assertThat(settings.text("a.text", "fallback")).isEqualTo("fallback");
    assertThat(settings.integer("a.number", 7, 1, 9)).isEqualTo(7);
    assertThat(settings.duration("a.time", Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.uri("a.uri", FALLBACK)).isEqualTo(FALLBACK);
    assertThat(settings.uris("a.uris", List.of(FALLBACK))).containsExactly(FALLBACK);
    assertThat(settings.flag("a.flag", true)).isTrue();
    assertThat(settings.choice("a.choice", Mode.class, Mode.SINGLE)).isEqualTo(Mode.SINGLE);
    assertThat(settings.optionalText("a.text")).isEmpty();
    assertThat(settings.optionalSecret("a.secret")).isEmpty();
    assertThat(settings.optionalUri("a.uri")).isEmpty();
    assertThat(settings.optionalPath("a.path")).isEmpty();
    assertThatCode(settings::finish).doesNotThrowAnyException();
  }

  @Test
  void readsEveryKind() {
    SettingsReader settings =
        SettingsReader.of(
            Map.of(
                "a.text", " some words ",
                "a.number", "1_000",
                "a.time", "20ms",
                "a.uri", "https://registry.example/base",
                "a.uris", "http://one:1, http://two:2",
                "a.flag", "false",
                "a.choice", "well-packed",
                "a.path", "some/where",
                "a.secret", "hidden"));

    assertThat(settings.text("a.text")).isEqualTo("some words");
    assertThat(settings.integer("a.number", 7, 1, 1000)).isEqualTo(1000);
    assertThat(settings.duration("a.time", Duration.ZERO)).isEqualTo(Duration.ofMillis(20));
    assertThat(settings.optionalUri("a.uri")).contains(URI.create("https://registry.example/base"));
    assertThat(settings.uris("a.uris", List.of()))
        .containsExactly(URI.create("http://one:1"), URI.create("http://two:2"));
    assertThat(settings.flag("a.flag", true)).isFalse();
    assertThat(settings.choice("a.choice", Mode.class, Mode.SINGLE)).isEqualTo(Mode.WELL_PACKED);
    assertThat(settings.optionalPath("a.path")).contains(Path.of("some/where"));
    assertThat(settings.optionalSecret("a.secret").map(Secret::reveal)).contains("hidden");
    assertThatCode(settings::finish).doesNotThrowAnyException();
  }

  @Test
  void tellsAllProblemsAtOnceAndOnlyWhenItEnds() {
    SettingsReader settings =
        SettingsReader.of(
            Map.of(
                "a.number", "ten",
                "a.small", "0",
                "a.time", "soon",
                "a.uri", "registry:8081",
                "a.flag", "yes",
                "a.choice", "many",
                "a.path", "\0"));

    assertThat(settings.integer("a.number", 7, 1, 9)).isEqualTo(7);
    assertThat(settings.integer("a.small", 7, 1, 9)).isEqualTo(7);
    assertThat(settings.duration("a.time", Duration.ZERO)).isEqualTo(Duration.ZERO);
    assertThat(settings.uri("a.uri", FALLBACK)).isEqualTo(FALLBACK);
    assertThat(settings.optionalUri("a.uri")).isEmpty();
    assertThat(settings.flag("a.flag", true)).isTrue();
    assertThat(settings.choice("a.choice", Mode.class, Mode.SINGLE)).isEqualTo(Mode.SINGLE);
    assertThat(settings.optionalPath("a.path")).contains(Path.of(""));
    assertThat(settings.text("a.text")).isEmpty();
    settings.problem("a.one and a.two exclude each other");

    assertThatThrownBy(settings::finish)
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("10 settings are wrong:")
        .hasMessageContaining("a.number is \"ten\", expected a whole number from 1 to 9")
        .hasMessageContaining("a.small is \"0\", expected a whole number from 1 to 9")
        .hasMessageContaining("a.time is \"soon\", expected a duration such as 20ms")
        .hasMessageContaining("a.uri is \"registry:8081\", expected a URI such as")
        .hasMessageContaining("a.flag is \"yes\", expected true or false")
        .hasMessageContaining("a.choice is \"many\", expected one of single, well-packed")
        .hasMessageContaining("a.path is")
        .hasMessageContaining("a.text is not set: set it, or MILLRACE_A_TEXT")
        .hasMessageContaining("a.one and a.two exclude each other");
  }

  @Test
  void namesUnknownKeysAsTheyWereWrittenAndTheKeyThatWasMeant() {
    SettingsReader settings =
        SettingsReader.from(
            Map.of("MILLRACE_KAFKA_BOOTSTARP", "localhost:9092", "MILLRACE_ABSURD", "1"),
            Optional.empty());

    settings.optionalText("kafka.bootstrap");

    assertThatThrownBy(settings::finish)
        .hasMessageContaining(
            "MILLRACE_KAFKA_BOOTSTARP is no setting: did you mean kafka.bootstrap?")
        .hasMessageContaining("MILLRACE_ABSURD is no setting\n");
  }

  @Test
  void doesNotGuessAKeyThatIsSet() {
    SettingsReader settings = SettingsReader.of(Map.of("a.port", "1", "b.port", "2"));

    settings.integer("a.port", 0, 0, 9);

    assertThatThrownBy(settings::finish).hasMessage("1 setting is wrong:\n  b.port is no setting");
  }

  @Test
  void readsVariablesAndAFileThatTheyOverride() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("settings"), "# a remark\na.two-words=from the file\na.other=\u00fc\n");

    SettingsReader settings =
        SettingsReader.from(
            Map.of("MILLRACE_A_TWO_WORDS", "from the environment", "PATH", "/bin"),
            Optional.of(file));

    assertThat(settings.text("a.two-words")).isEqualTo("from the environment");
    assertThat(settings.text("a.other")).isEqualTo("\u00fc");
    assertThatCode(settings::finish).doesNotThrowAnyException();
  }

  @Test
  void leavesTheVariablesOfLoggingAlone() {
    SettingsReader settings =
        SettingsReader.from(
            Map.of("MILLRACE_LOG_LEVEL", "DEBUG", "MILLRACE_ENGINE_LOG_LEVEL", "WARN"),
            Optional.empty());

    assertThatCode(settings::finish).doesNotThrowAnyException();
  }

  @Test
  void saysWhichFileCannotBeRead() throws IOException {
    Path missing = folder.resolve("missing");
    Path broken = Files.writeString(folder.resolve("broken"), "a=\\u00zz");

    assertThatThrownBy(() -> SettingsReader.from(Map.of(), Optional.of(missing)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("the settings file " + missing + " cannot be read");
    assertThatThrownBy(() -> SettingsReader.from(Map.of(), Optional.of(broken)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("the settings file " + broken + " cannot be read");
  }

  @Test
  void takesNoPasswordInAnAddressAndDoesNotRepeatIt() {
    SettingsReader settings =
        SettingsReader.of(Map.of("a.uri", "http://user:p4ssw0rd@registry:8081"));

    settings.uri("a.uri", FALLBACK);

    assertThatThrownBy(settings::finish)
        .hasMessageContaining("a.uri is \"http://***@registry:8081\"")
        .hasMessageNotContaining("p4ssw0rd");
  }

  @Test
  void handsItsValuesToAnotherReader() {
    SettingsReader first =
        SettingsReader.from(Map.of("MILLRACE_A_TWO_WORDS", "x"), Optional.empty());

    SettingsReader second = SettingsReader.of(first.values());

    assertThat(second.text("a.two-words")).isEqualTo("x");
    assertThatCode(second::finish).doesNotThrowAnyException();
  }

  @Test
  void doesNotShowSecrets() {
    assertThat(new Secret("hidden")).hasToString("***");
  }

  @Test
  void givesAnInstanceTheNameOfItsMachineWhereThatIsAskedFor() {
    SettingsReader settings = SettingsReader.of(Map.of("one.instance", "@host"));

    assertThat(settings.instance("one.instance", "one-0")).isNotBlank().isNotEqualTo("@host");
    assertThat(settings.instance("other.instance", "other-0")).isEqualTo("other-0");
  }
}
