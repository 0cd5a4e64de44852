package dev.millrace.local.factory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page on security has the table that FactoryIT tries. */
class AuthorizationTableTest {

  private static final Path PAGE = Path.of("..", "docs", "security.md");
  private static final String BEGIN = "<!-- from AuthorizationTable -->\n";
  private static final String END = "<!-- end -->";

  @Test
  void isInThePage() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END, begin);
    String table = AuthorizationTable.markdown();
    if (Boolean.getBoolean("millrace.regenerate")) {
      page = page.substring(0, begin) + table + page.substring(end);
      Files.writeString(PAGE, page);
    }

    assertThat(page)
        .as("%s: run this test with -Dmillrace.regenerate=true", PAGE)
        .contains(BEGIN + table + END);
  }

  @Test
  void hasAStatusForEachHolder() {
    assertThat(AuthorizationTable.rows().values())
        .allSatisfy(row -> assertThat(row).hasSize(AuthorizationTable.Holder.values().length));
  }
}
