package dev.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.schemas.testing.SharedData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class DriftCompareCommandTest {

  private static final Map<String, String> GOLDEN =
      Map.of(
          "ks", "ks",
          "psi", "psi",
          "js_base2", "jensenShannon",
          "w1", "wasserstein",
          "w1_norm", "wassersteinNormalised",
          "tvd", "totalVariation",
          "hellinger", "hellinger",
          "linf", "lInfinity",
          "chi2", "chiSquare");

  @TempDir private Path folder = Path.of("");

  @Test
  void everyStatisticOfTheGoldenPairsIsPrinted() throws IOException {
    Path data = SharedData.find("drift").orElse(null);
    assumeTrue(data != null, "the data set drift is absent from shared/data");
    for (String kind : List.of("numeric", "categorical")) {
      for (CSVRecord row : records(Path.of(String.valueOf(data), kind + ".csv"))) {
        Path file = Path.of(String.valueOf(data), "slices", row.get("id") + ".csv");
        Path reference = slice(file, "ref");
        Path current = slice(file, "cur");

        JsonNode column =
            json(
                reference.toString(),
                current.toString(),
                "--type",
                "value=" + (kind.equals("numeric") ? "number" : "category"));

        GOLDEN.forEach(
            (wanted, ours) -> {
              if (row.isMapped(wanted)) {
                double value = Double.parseDouble(row.get(wanted));
                assertThat(column.path("statistics").path(ours).asDouble(Double.NaN))
                    .as("%s of %s", ours, row.get("id"))
                    .isCloseTo(value, within(1e-9 * Math.max(1, value)));
              }
            });
        String known = row.isMapped("ks_p_auto") ? row.get("ks_p_auto") : row.get("chi2_p");
        String ours = row.isMapped("ks_p_auto") ? "ks" : "chiSquare";
        double pValue = column.path("pValues").path(ours).asDouble(Double.NaN);
        assertThat(Math.log(Math.max(pValue, 1e-290)))
            .as("p of %s", row.get("id"))
            .isCloseTo(Math.log(Math.max(Double.parseDouble(known), 1e-290)), within(1e-6));
      }
    }
  }

  @Test
  void columnsAreComparedByWhatTheirValuesAre() throws IOException {
    Path reference = rows("reference.csv", 300, 0, "basic");
    Path current = rows("current.csv", 300, 2, "gold");

    Run run = run(reference.toString(), current.toString());

    assertThat(run.code()).isZero();
    assertThat(run.answers()).contains("amount  number    DRIFTED", "tier    category  DRIFTED");
    assertThat(run.answers()).contains("id      number    ", "note    text      STABLE");
    assertThat(run.answers()).contains("gold 20.0 % -> 80.0 %");
    assertThat(run.answers()).contains("at alpha 0.05 over ").endsWith("tests (holm).\n");
    assertThat(run("--fail-on-drift", reference.toString(), current.toString()).code())
        .isEqualTo(1);
    assertThat(run("--fail-on-drift", reference.toString(), reference.toString()).code()).isZero();
  }

  @Test
  void thePageNeedsNothingElseAndTakesNoMarkupFromTheData() throws IOException {
    Path reference = file("a.csv", "<b>x</b>,n\n" + "<script>,1\n".repeat(60));
    Path current = file("b.csv", "<b>x</b>,n\n" + "\"&'\",1\n".repeat(60));
    Path page = folder.resolve("report.html");

    Run run = run(reference.toString(), current.toString(), "--report", page.toString());

    assertThat(run.progress()).contains("the report is " + page);
    assertThat(Files.readString(page))
        .contains("&lt;b&gt;x&lt;/b&gt;", "&lt;script&gt;", "&amp;&#39;", "<svg", "role=\"img\"")
        .contains("prefers-color-scheme:dark", "drifted")
        .doesNotContain("<script", "<b>x", "http", "src=", "@import", "url(");
  }

  @Test
  void picturesAreWellFormed() throws Exception {
    Path page = folder.resolve("report.html");
    run(
        rows("a.csv", 90, 0, "basic").toString(),
        rows("b.csv", 90, 1, "a < b & \"c\"").toString(),
        "--report",
        page.toString());
    String html = Files.readString(page);

    int pictures = 0;
    for (int at = html.indexOf("<svg"); at >= 0; at = html.indexOf("<svg", at + 1)) {
      String picture = html.substring(at, html.indexOf("</svg>", at) + "</svg>".length());
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(picture)));
      pictures++;
    }

    // The texts are the same, so there is nothing to show of them.
    assertThat(pictures).isEqualTo(3);
  }

  @Test
  void quotedFieldsMayHoldCommasAndLineBreaks() throws IOException {
    String head = "\uFEFFtext,n\r\n";
    String row = "\"one, two\r\nthree \"\"quoted\"\"\",7\r\n";
    Path reference = file("a.csv", head + row.repeat(70) + "\r\n");
    Path current = file("b.csv", head + row.repeat(70));

    JsonNode columns = array(reference.toString(), current.toString(), "--type", "text=category");

    assertThat(columns).hasSize(2);
    assertThat(columns.get(0).path("column").asText()).isEqualTo("text");
    assertThat(columns.get(0).path("referenceCount").asInt()).isEqualTo(70);
    assertThat(columns.get(0).path("verdict").asText()).isEqualTo("STABLE");
    assertThat(columns.get(1).path("statistics").path("ks").asDouble()).isZero();
  }

  @Test
  void nothingOrOneRowIsNotEnoughData() throws IOException {
    Path none = file("none.csv", "n\n");
    Path one = file("one.csv", "n\n5\n");
    Path empty = file("nulls.csv", "n\n" + "\"\"\n".repeat(100));
    Path many = file("many.csv", "n\n" + "5\n6\n".repeat(100));

    assertThat(json(none.toString(), many.toString()).path("verdict").asText())
        .isEqualTo("NOT_ENOUGH_DATA");
    assertThat(json(many.toString(), none.toString()).path("adjustedPValue").isNull()).isTrue();
    assertThat(json(one.toString(), one.toString()).path("statistics").path("ks").asDouble(-1))
        .isZero();
    assertThat(json(one.toString(), one.toString()).path("verdict").asText())
        .isEqualTo("NOT_ENOUGH_DATA");
    JsonNode nulls = json(many.toString(), empty.toString(), "--type", "n=number");
    assertThat(nulls.path("verdict").asText()).isEqualTo("DRIFTED");
    assertThat(nulls.path("findings").get(0).path("aspect").asText()).isEqualTo("NULLS");
  }

  @Test
  void whatIsNoNumberAmongNumbersIsToldAsInvalid() throws IOException {
    Path reference = file("a.csv", "n\n" + "1\n2\n3\n4\n".repeat(100));
    Path current = file("b.csv", "n\n" + "1\n2\n3\n4\n".repeat(40) + "NaN\nInf\n".repeat(9));

    JsonNode column = json(reference.toString(), current.toString());

    assertThat(column.path("type").asText()).isEqualTo("number");
    assertThat(column.path("currentCount").asInt()).isEqualTo(160);
    assertThat(column.path("verdict").asText()).isEqualTo("DRIFTED");
    assertThat(column.path("findings").findValuesAsText("aspect")).contains("INVALID");
  }

  @Test
  void filesThatDoNotFitAreExplained() throws IOException {
    Path ab = file("ab.csv", "a,b\n1,2\n");
    Path bc = file("bc.csv", "b,c\n1,2\n");
    Path cd = file("cd.csv", "c,d\n1,2\n");

    Run overlap = run(ab.toString(), bc.toString());
    assertThat(overlap.code()).isZero();
    assertThat(overlap.progress()).contains("in one of the files only: a, c");
    assertThat(run(ab.toString(), cd.toString()).progress()).contains("have no column in common");
    assertThat(run(ab.toString(), bc.toString(), "--type", "a=number").progress())
        .contains("--type names the column a, which is not in both files; in both are b");
    assertThat(run(file("void.csv", "").toString(), ab.toString()).progress())
        .contains("void.csv is empty: its first line has to name the columns");
    assertThat(run(ab.toString(), file("short.csv", "a,b\n1,2\n3\n").toString()).progress())
        .contains("has 1 fields where its header has 2, in the record that ends in line 3");
    assertThat(run(ab.toString(), file("open.csv", "a,b\n\"1,2\n").toString()).progress())
        .contains("a quote is not closed");
    assertThat(run(ab.toString(), file("twice.csv", "a,a\n1,2\n").toString()).progress())
        .contains("has two columns a");
    Path latin = folder.resolve("latin.csv");
    Files.write(latin, "a,b\nä,2\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(run(ab.toString(), latin.toString()).progress()).contains("is not UTF-8");
    assertThat(run(ab.toString(), folder.resolve("gone.csv").toString()).progress())
        .contains("there is no file");
  }

  @Test
  void whatWasNotUnderstoodExitsWithTwo() throws IOException {
    Path file = file("a.csv", "a\n1\n");

    assertThat(run(file.toString(), "-").code()).isEqualTo(2);
    assertThat(run(file.toString(), file.toString(), "--alpha", "0").code()).isEqualTo(2);
    assertThat(run(file.toString(), file.toString(), "--correction", "none").code()).isEqualTo(2);
    assertThat(run(file.toString(), file.toString(), "--type", "a=colour").code()).isEqualTo(2);
  }

  private Path rows(String name, int count, double shift, String frequent) throws IOException {
    Random random = new Random(20261126);
    StringBuilder csv = new StringBuilder("id,amount,tier,note\n");
    String rare = frequent.equals("gold") ? "basic" : "gold";
    for (int i = 0; i < count; i++) {
      csv.append(i)
          .append(',')
          .append(random.nextGaussian() + shift)
          .append(',')
          .append('"' + (i % 5 == 0 ? rare : frequent).replace("\"", "\"\"") + '"')
          .append(",\"the customer with the number ")
          .append(i)
          .append(" has written to us again\"\n");
    }
    return file(name, csv.toString());
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private Path slice(Path file, String part) throws IOException {
    List<String> values = new ArrayList<>(List.of("value"));
    for (CSVRecord row : records(file)) {
      if (row.get("part").equals(part)) {
        values.add('"' + row.get("value").replace("\"", "\"\"") + '"');
      }
    }
    return file(part + ".csv", String.join("\n", values) + "\n");
  }

  private static List<CSVRecord> records(Path file) throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser parser = CSVParser.parse(file, UTF_8, format)) {
      return parser.getRecords();
    }
  }

  private static JsonNode json(String... arguments) throws IOException {
    JsonNode array = array(arguments);
    assertThat(array).hasSize(1);
    return array.get(0);
  }

  private static JsonNode array(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.add("--json");
    return new JsonMapper().readTree(run(all.toArray(String[]::new)).answers());
  }

  private static Run run(String... arguments) {
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    ByteArrayOutputStream progress = new ByteArrayOutputStream();
    List<String> all = new ArrayList<>(List.of("drift", "compare"));
    all.addAll(Arrays.asList(arguments));
    PrintStream trouble = new PrintStream(progress, true, UTF_8);
    Output output = new Output(new PrintStream(answers, true, UTF_8), trouble, false);
    int code =
        MillraceCommand.commandLine(output)
            .setErr(new PrintWriter(trouble, true, UTF_8))
            .execute(all.toArray(String[]::new));
    return new Run(code, answers.toString(UTF_8), progress.toString(UTF_8));
  }

  private record Run(int code, String answers, String progress) {}
}
