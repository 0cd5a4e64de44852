package dev.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What each command says of itself. */
class HelpTest {

  private static final int COLUMNS = 80;

  /** Characters: four lines beside the names of commands. */
  private static final int LONGEST_IN_LIST = 200;

  static Stream<Arguments> commands() {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
    return below(MillraceCommand.commandLine(new Output(nowhere, nowhere, false)))
        .map(line -> Arguments.argumentSet(line.getCommandSpec().qualifiedName(), line));
  }

  private static Stream<CommandLine> below(CommandLine line) {
    return Stream.concat(
        Stream.of(line), line.getSubcommands().values().stream().flatMap(HelpTest::below));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void fitsATerminal(CommandLine line) {
    assertThat(line.getUsageMessage(Ansi.OFF).lines())
        .allSatisfy(shown -> assertThat(shown).hasSizeLessThanOrEqualTo(COLUMNS));
  }

  /** Long words with dots, colons or commas in them are broken where the line ends. */
  @ParameterizedTest
  @MethodSource("commands")
  void breaksNoWordInTwo(CommandLine line) {
    List<String> shown = line.getUsageMessage(Ansi.OFF).lines().toList();

    assertThat(words(line.getCommandSpec()))
        .filteredOn(word -> shown.stream().noneMatch(one -> one.contains(word)))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void breaksNoLabelInItsFirstLines(CommandLine line) {
    List<String> synopsis =
        new Help(line.getCommandSpec(), Help.defaultColorScheme(Ansi.OFF))
            .synopsis("Usage: ".length())
            .lines()
            .toList();

    assertThat(labels(line.getCommandSpec()))
        .filteredOn(label -> synopsis.stream().noneMatch(one -> one.contains(label)))
        .isEmpty();
  }

  private static Stream<String> words(CommandSpec command) {
    UsageMessageSpec usage = command.usageMessage();
    // What is filled in is not looked for.
    return Stream.of(
            Stream.of(usage.description()),
            Stream.of(usage.footer()),
            usage.exitCodeList().values().stream(),
            command.args().stream().flatMap(one -> Stream.of(one.description())),
            command.subcommands().values().stream()
                .map(one -> one.getCommandSpec().usageMessage().description()[0]))
        .flatMap(texts -> texts)
        .flatMap(text -> Stream.of(text.split("\\s+")))
        .filter(word -> !word.contains("%") && !word.contains("${"));
  }

  private static Stream<String> labels(CommandSpec command) {
    return command.args().stream().filter(one -> one.arity().max() > 0).map(ArgSpec::paramLabel);
  }

  /** Of a description, lists of commands show the first element alone. */
  @ParameterizedTest
  @MethodSource("commands")
  void beginsWithAWholeSentence(CommandLine line) {
    String[] description = line.getCommandSpec().usageMessage().description();

    assertThat(description).isNotEmpty();
    assertThat(description[0]).matches("(?s)\\p{Lu}.*\\.").hasSizeLessThan(LONGEST_IN_LIST);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void describesEachOptionToItsEnd(CommandLine line) {
    for (OptionSpec option : line.getCommandSpec().options()) {
      List<String> description = List.of(option.description());

      assertThat(description).as(option.longestName()).isNotEmpty();
      assertThat(description.get(0)).as(option.longestName()).matches("(?s)\\p{Lu}.*[.:]");
    }
  }
}
