package dev.millrace.bedrock.s3;

import dev.millrace.platform.http.HttpReply;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.function.Consumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/** Writes the documents of S3, and reads the few that it is sent. */
final class Xml {

  static final String MEDIA_TYPE = "application/xml";

  private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
  private static final XMLOutputFactory WRITERS = XMLOutputFactory.newFactory();
  private static final XMLInputFactory READERS = readers();

  private final XMLStreamWriter writer;

  private Xml(XMLStreamWriter writer) {
    this.writer = writer;
  }

  private static XMLInputFactory readers() {
    XMLInputFactory readers = XMLInputFactory.newFactory();
    readers.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    readers.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return readers;
  }

  /** A document. Errors have no namespace in S3 either. */
  static byte[] document(String root, Consumer<Xml> content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      XMLStreamWriter writer = WRITERS.createXMLStreamWriter(bytes, "UTF-8");
      writer.writeStartDocument("UTF-8", "1.0");
      writer.writeStartElement(root);
      if (!root.equals("Error")) {
        writer.writeDefaultNamespace(NAMESPACE);
      }
      content.accept(new Xml(writer));
      writer.writeEndElement();
      writer.writeEndDocument();
      writer.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  /** A document as the reply of a call that went well. */
  static HttpReply reply(String root, Consumer<Xml> content) {
    return HttpReply.of(200, MEDIA_TYPE, document(root, content));
  }

  Xml text(String name, String text) {
    return element(name, xml -> xml.characters(text));
  }

  Xml text(String name, long number) {
    return text(name, String.valueOf(number));
  }

  Xml element(String name, Consumer<Xml> content) {
    try {
      writer.writeStartElement(name);
      content.accept(this);
      writer.writeEndElement();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  private void characters(String text) {
    try {
      writer.writeCharacters(text);
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The elements of one name in a document, each as the texts of what it holds, by name.
   *
   * @throws S3Error where it is no such document
   */
  static List<Map<String, String>> read(byte[] document, String root, String each) {
    List<Map<String, String>> all = new ArrayList<>();
    try {
      XMLStreamReader reader =
          READERS.createXMLStreamReader(new ByteArrayInputStream(document), "UTF-8");
      reader.nextTag();
      if (!reader.getLocalName().equals(root)) {
        throw S3Error.malformed();
      }
      while (reader.nextTag() == XMLStreamConstants.START_ELEMENT) {
        if (reader.getLocalName().equals(each)) {
          Map<String, String> members = new LinkedHashMap<>();
          while (reader.nextTag() == XMLStreamConstants.START_ELEMENT) {
            String name = reader.getLocalName();
            members.put(name, reader.getElementText());
          }
          all.add(members);
        } else {
          reader.getElementText();
        }
      }
    } catch (XMLStreamException | MissingResourceException e) {
      // The JDK's parser has no words for some of what it finds wrong in a document type.
      throw S3Error.malformed();
    }
    return all;
  }
}
