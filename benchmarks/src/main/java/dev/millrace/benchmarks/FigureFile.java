package dev.millrace.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.benchmarks.figure.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of figures: one JSON array. */
record FigureFile(Path path) {

  /**
   * The figures, at least one.
   *
   * @throws IllegalArgumentException where there is no such file, or it holds something else
   */
  List<Figure> read() throws IOException {
    JsonNode json = json();
    if (!json.isArray() || json.isEmpty()) {
      throw new IllegalArgumentException(
          path + " holds no JSON array of figures, as bench --out writes");
    }
    List<Figure> figures = new ArrayList<>();
    for (JsonNode figure : json) {
      try {
        figures.add(Figure.from(figure));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            path + ", " + figure.path("name").asText("a figure") + ": " + e.getMessage(), e);
      }
    }
    return figures;
  }

  void write(List<Figure> figures) throws IOException {
    Files.writeString(path, array(figures).toPrettyString() + System.lineSeparator());
  }

  /** The form of such a file. */
  static ArrayNode array(List<Figure> figures) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    figures.forEach(figure -> array.add(figure.json()));
    return array;
  }

  private JsonNode json() throws IOException {
    try {
      return new ObjectMapper().readTree(Files.readString(path));
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + path, e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(path + " is not JSON", e);
    }
  }
}
