package dev.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.platform.pricing.BookReader;
import dev.millrace.platform.pricing.PriceBook;
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
import picocli.CommandLine;

/** What the commands of prices say where no factory runs. */
class PricesCommandTest {

  private static final String OFFERS =
      """
      {"offerCode":"AmazonBedrock","version":"1","publicationDate":"2026-11-05T12:00:00Z",
       "products":{
         "A":{"sku":"A","attributes":{"regionCode":"us-east-1","model":"Nova Micro",
              "usagetype":"USE1-NovaMicro-input-tokens"}},
         "B":{"sku":"B","attributes":{"regionCode":"us-east-1","model":"Nova Ultra",
              "usagetype":"USE1-NovaUltra-input-tokens"}}},
       "terms":{"OnDemand":{
         "A":{"A.T":{"effectiveDate":"2026-11-01T00:00:00Z","priceDimensions":{"A.T.D":
              {"unit":"1K tokens","pricePerUnit":{"USD":"0.00007"}}}}},
         "B":{"B.T":{"effectiveDate":"2026-11-01T00:00:00Z","priceDimensions":{"B.T.D":
              {"unit":"1K tokens","pricePerUnit":{"USD":"0.001"}}}}}}}}
      """;

  @TempDir private Path folder = Path.of("");
  private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
  private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

  @Test
  void listABookThatCanBeReadAgain() {
    assertThat(run("list")).isZero();

    assertThat(BookReader.read(answers.toString(UTF_8).lines().toList()).rows())
        .isEqualTo(PriceBook.starter().rows());
    assertThat(progress.toString(UTF_8))
        .isEqualTo(
            "no factory is running in "
                + folder
                + ": this goes by the price book that is shipped\n");
  }

  @Test
  void listWhatIsAskedForAsJson() throws IOException {
    assertThat(run("list", "--model", "nova-micro", "--json")).isZero();

    JsonNode said = new JsonMapper().readTree(answers.toString(UTF_8));
    assertThat(said.path("edition").asInt()).isZero();
    assertThat(said.path("prices").findValuesAsText("modelId"))
        .isNotEmpty()
        .allMatch(model -> model.contains("nova-micro"));
    assertThat(said.path("prices").get(0).path("input").asText()).isEqualTo("0.035000000000");
    assertThat(said.path("units")).isEmpty();
    assertThat(said.has("publishedBy")).isFalse();
  }

  @Test
  void validateNamesEveryWrongLine() throws IOException {
    Path book =
        Files.writeString(
            folder.resolve("book.csv"),
            """
            m,standard,2026-01-01,1,2,,,,
            m,standard,2026-01-01,x,2,,,,
            profile,a,b
            """);

    assertThat(run("validate", book.toString())).isEqualTo(1);
    assertThat(progress.toString(UTF_8))
        .contains("the price book is wrong:\n  line 2: x is no number\n")
        .contains("warnings:\n  line 3: the profile stands for b, which has no price");

    assertThat(run("validate", book.toString(), "--json")).isEqualTo(1);
    JsonNode said = new JsonMapper().readTree(answers.toString(UTF_8));
    assertThat(said.path("valid").asBoolean()).isFalse();
    assertThat(said.path("problems").get(0).path("line").asInt()).isEqualTo(2);
    assertThat(said.path("warnings").get(0).path("line").asInt()).isEqualTo(3);
  }

  @Test
  void validateSaysWhatAPriceListHasThatIsNotUnderstood() throws IOException {
    assertThat(run("validate", "--from-price-list", offers())).isZero();

    assertThat(progress.toString(UTF_8))
        .contains(
            """
            left out, because no model id is known for the name NovaUltra:
              USE1-NovaUltra-input-tokens
            """);
    assertThat(answers.toString(UTF_8)).startsWith("valid: ");
  }

  @Test
  void diffTellsWhatAListWouldChange() throws IOException {
    assertThat(run("diff", "--from-price-list", offers(), "--from", "2099-01-01", "--json"))
        .isZero();

    JsonNode change = new JsonMapper().readTree(answers.toString(UTF_8)).path("changes");
    assertThat(change.findValuesAsText("model"))
        .contains("amazon.nova-micro-v1:0", "us.amazon.nova-micro-v1:0");
    JsonNode input = change.get(0);
    assertThat(input.path("kind").asText()).isEqualTo("input");
    assertThat(input.path("before").asText()).isEqualTo("0.035");
    assertThat(input.path("after").asText()).isEqualTo("0.07");
    assertThat(input.path("from").asText()).isEqualTo("2099-01-01");
    assertThat(input.path("rewritesPast").asBoolean()).isFalse();
  }

  @Test
  void diffSaysWhatWouldRewriteThePast() throws IOException {
    assertThat(run("diff", "--from-price-list", offers())).isZero();

    assertThat(answers.toString(UTF_8))
        .contains(
            "amazon.nova-micro-v1:0 standard, input: 0.035 -> 0.07 USD per million from"
                + " 2026-11-01 (rewrites the past)");
  }

  @Test
  void wantOneSourceThatIsThere() {
    assertThat(run("validate")).isEqualTo(1);
    assertThat(progress.toString(UTF_8))
        .contains("give a book, or price lists with --from-price-list: one of both");
    assertThat(run("diff", "nowhere.csv")).isEqualTo(1);
    assertThat(progress.toString(UTF_8)).contains("there is no file nowhere.csv");
    assertThat(run("publish", "nowhere.csv")).isEqualTo(1);
    assertThat(progress.toString(UTF_8)).contains("no factory is running in " + folder);
  }

  @Test
  void sayWhyAFileIsNoPriceList() throws IOException {
    Path other = Files.writeString(folder.resolve("other.json"), "{\"secret\": no}");

    assertThat(run("validate", "--from-price-list", other.toString())).isEqualTo(1);
    assertThat(progress.toString(UTF_8)).contains("other.json cannot be used: it is no JSON");
    assertThat(progress.toString(UTF_8)).doesNotContain("secret");
  }

  private String offers() throws IOException {
    return Files.writeString(folder.resolve("index.json"), OFFERS).toString();
  }

  private int run(String command, String... more) {
    answers.reset();
    progress.reset();
    List<String> line = new ArrayList<>(List.of("prices", command));
    line.addAll(List.of(more));
    line.addAll(List.of("--data-dir", folder.toString()));
    CommandLine commands =
        MillraceCommand.commandLine(
            new Output(
                new PrintStream(answers, false, UTF_8),
                new PrintStream(progress, true, UTF_8),
                /* isTerminal= */ false));
    commands.setErr(new PrintWriter(progress, true, UTF_8));
    return commands.execute(line.toArray(String[]::new));
  }
}
