package dev.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bedrock.model.ChatPrompt;
import dev.millrace.bedrock.model.ChatPrompt.Bounds;
import dev.millrace.bedrock.model.ChatPrompt.Turn;
import dev.millrace.bedrock.model.ZeroShotModel;
import dev.millrace.local.client.RefusedRow;
import dev.millrace.local.client.Row;
import dev.millrace.local.client.RowColumns;
import dev.millrace.local.client.RowFormat;
import dev.millrace.local.client.RowIds;
import dev.millrace.local.client.RowReader;
import dev.millrace.platform.answers.domain.LabelPrompt;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Prompt;
import dev.millrace.record.PromptTemplate;
import dev.millrace.schemas.spec.SchemaFiles;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows can be copied, and does what is said there. */
class ReadmeTest {

  private final String readme;

  @TempDir private Path folder = Path.of("");

  ReadmeTest() throws IOException {
    readme = Files.readString(Path.of("..", "README.md"));
  }

  @Test
  void theSmallestSpecHasNoMistakes() throws IOException {
    Path spec = Files.writeString(folder.resolve("pets.yaml"), written("pets.yaml"));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, UTF_8);

    int exitCode =
        MillraceCommand.commandLine(out, out).execute("validate", "--strict", spec.toString());

    assertThat(exitCode).as(said.toString(UTF_8)).isZero();
  }

  @Test
  void theRowsOfItsFileAreAnsweredRightly() throws IOException {
    PipelineSpec spec = spec(written("pets.yaml"));
    List<Row> rows = new ArrayList<>();
    List<RefusedRow> refused = new ArrayList<>();
    RowReader.of(
            RowFormat.CSV, new RowColumns(Optional.of("id"), Optional.empty(), RowIds.derived()))
        .read(new StringReader(written("pets.csv")), rows::add, refused::add);

    assertThat(refused).isEmpty();
    assertThat(rows).extracting(Row::id).containsExactly("1", "2", "3");
    assertThat(rows.stream().map(row -> answer(spec, text(row.json()))))
        .containsExactlyElementsOf(spec.getPrompt().getLabels());
  }

  @Test
  void theFirstQuestionIsAnsweredAsItSays() throws IOException {
    PipelineSpec spec = spec(Files.readString(Path.of("..", "examples", "banking77.yaml")));

    assertThat(readme).contains("what it said: " + answer(spec, text(readme)));
  }

  /** What a command of the README writes to a file. */
  private String written(String file) {
    String from = "cat > " + file + " <<'EOF'\n";
    assertThat(readme).contains(from);
    int begin = readme.indexOf(from) + from.length();
    return readme.substring(begin, readme.indexOf("EOF\n", begin));
  }

  /** The first text of an event. */
  private static String text(String within) {
    Matcher event = Pattern.compile("\"text\":\"([^\"]+)\"").matcher(within);
    assertThat(event.find()).isTrue();
    return event.group(1);
  }

  private static PipelineSpec spec(String yaml) {
    return ((SpecResult.Valid) new SpecReader(SchemaFiles.none()).readSupported(yaml)).spec();
  }

  /** Of the untrained model of a local factory. */
  private static String answer(PipelineSpec spec, String question) {
    PromptTemplate asked = spec.getPrompt();
    ChatPrompt prompt =
        new ChatPrompt(
            spec.getModels().getChampion(),
            LabelPrompt.system(new Prompt(asked.getSystem(), asked.getUser(), asked.getLabels())),
            List.of(new Turn("user", question)),
            new Bounds(LabelPrompt.maxTokens(asked.getMaxTokens()), List.of()));
    return new ZeroShotModel().answer(prompt).toCompletableFuture().join().text();
  }
}
