package dev.strandline.io.importer;

import dev.strandline.io.text.Printable;
import io.jhdf.Constants;
import io.jhdf.GroupSymbolTableNode;
import io.jhdf.LocalHeap;
import io.jhdf.ObjectHeader;
import io.jhdf.SymbolTableEntry;
import io.jhdf.Utils;
import io.jhdf.btree.BTreeV1;
import io.jhdf.object.message.AttributeMessage;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import io.jhdf.object.message.LinkInfoMessage;
import io.jhdf.object.message.LinkMessage;
import io.jhdf.object.message.SymbolTableMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A group of an HDF5 file: names of datasets and groups. Soft and external links lead nowhere. */
final class Hdf5Group {

  private static final int DEEPEST = 32;

  /**
   * Where a name leads.
   *
   * @param address of the object; -1 where the name is a soft or an external link
   * @param target of such a link, for messages
   */
  private record Link(long address, String target) {}

  private final Hdf5Source source;
  private final String path;
  private final ObjectHeader header;
  private final int depth;
  private final Map<String, Link> links;

  private Hdf5Group(
      Hdf5Source source, String path, ObjectHeader header, int depth, Map<String, Link> links) {
    this.source = source;
    this.path = path;
    this.header = header;
    this.depth = depth;
    this.links = links;
  }

  static Hdf5Group of(Hdf5Source source, String path, ObjectHeader header, int depth)
      throws IOException {
    if (depth > DEEPEST) {
      throw source.damaged("its groups lie more than %d deep", DEEPEST);
    }
    Map<String, Link> links =
        source.parse(
            path.isEmpty() ? "its root" : "group " + path,
            () ->
                header.hasMessageOfType(SymbolTableMessage.class)
                    ? symbolTable(source, header)
                    : linkMessages(source, header));
    return new Hdf5Group(source, path, header, depth, links);
  }

  private static Map<String, Link> symbolTable(Hdf5Source source, ObjectHeader header) {
    Hdf5Storage storage = source.storage();
    SymbolTableMessage table = header.getMessageOfType(SymbolTableMessage.class);
    BTreeV1 tree = BTreeV1.createGroupBTree(storage, table.getBTreeAddress());
    ByteBuffer names = new LocalHeap(storage, table.getLocalHeapAddress()).getDataBuffer();
    Map<String, Link> links = new LinkedHashMap<>();
    for (long node : tree.getChildAddresses()) {
      for (SymbolTableEntry entry :
          new GroupSymbolTableNode(storage, node).getSymbolTableEntries()) {
        boolean soft = entry.getCacheType() == 2;
        add(
            links,
            name(names, entry.getLinkNameOffset()),
            soft
                ? new Link(-1, name(names, entry.getLinkValueOffset()))
                : new Link(entry.getObjectHeaderAddress(), ""));
      }
    }
    return links;
  }

  /** A path is made of names, so that no name may look like one. */
  private static void add(Map<String, Link> links, String name, Link link) {
    boolean usable =
        !name.isEmpty()
            && !name.equals(".")
            && name.chars().noneMatch(c -> c == '/' || Character.isISOControl(c));
    if (!usable || links.put(name, link) != null) {
      throw new Hdf5Storage.OutOfBounds("a name in it cannot be right");
    }
  }

  private static String name(ByteBuffer names, int offset) {
    return Utils.readUntilNull(names.position(offset));
  }

  private static Map<String, Link> linkMessages(Hdf5Source source, ObjectHeader header) {
    List<LinkMessage> messages = header.getMessagesOfType(LinkMessage.class);
    if (header.hasMessageOfType(LinkInfoMessage.class)) {
      LinkInfoMessage info = header.getMessageOfType(LinkInfoMessage.class);
      if (info.getBTreeNameIndexAddress() != Constants.UNDEFINED_ADDRESS) {
        messages = Hdf5LinkHeap.links(source.storage(), info);
      }
    }
    Map<String, Link> links = new LinkedHashMap<>();
    for (LinkMessage link : messages) {
      add(
          links,
          link.getLinkName(),
          switch (link.getLinkType()) {
            case HARD -> new Link(link.getHardLinkAddress(), "");
            case SOFT -> new Link(-1, link.getSoftLink());
            case EXTERNAL -> new Link(-1, link.getExternalFile() + ":" + link.getExternalPath());
          });
    }
    return links;
  }

  /** Names in this group, in no order that means anything. */
  List<String> names() {
    return List.copyOf(links.keySet());
  }

  boolean has(String name) {
    return links.containsKey(name);
  }

  /** The path of a name in this group. */
  String path(String name) {
    return path.isEmpty() ? name : path + "/" + name;
  }

  /**
   * The dataset at a path below this group; empty where there is nothing, or a group.
   *
   * @throws IOException if the way there leads over a link, or what is there is damaged
   */
  Optional<Hdf5Dataset> dataset(String below) throws IOException {
    int slash = below.indexOf('/');
    if (slash >= 0) {
      Optional<Hdf5Group> group = group(below.substring(0, slash));
      return group.isEmpty() ? Optional.empty() : group.get().dataset(below.substring(slash + 1));
    }
    Optional<ObjectHeader> object = object(below);
    return object.isPresent() && isDataset(object.get())
        ? Optional.of(Hdf5Dataset.of(source, path(below), object.get()))
        : Optional.empty();
  }

  /** The group of a name in this group; empty where there is nothing, or a dataset. */
  Optional<Hdf5Group> group(String name) throws IOException {
    Optional<ObjectHeader> object = object(name);
    return object.isPresent()
            && !isDataset(object.get())
            && !object.get().hasMessageOfType(DataTypeMessage.class)
        ? Optional.of(of(source, path(name), object.get(), depth + 1))
        : Optional.empty();
  }

  private static boolean isDataset(ObjectHeader object) {
    return object.hasMessageOfType(DataSpaceMessage.class);
  }

  private Optional<ObjectHeader> object(String name) throws IOException {
    Link link = links.get(name);
    if (link == null) {
      return Optional.empty();
    }
    if (link.address < 0) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s, %s: is a link to %s, and links are not followed. Put what it leads to in its place.",
              source.file(),
              Printable.name(path(name)),
              Printable.name(link.target)));
    }
    return Optional.of(source.header(link.address, path(name)));
  }

  /** Whether a name in this group is a soft or an external link. */
  boolean isLink(String name) {
    return links.get(name).address < 0;
  }

  /**
   * What this group and those below it hold, by paths relative to it, sorted.
   *
   * @param datasets all of them
   * @param links soft and external links, of which nobody knows what they lead to
   */
  record Listing(List<String> datasets, List<String> links) {}

  /**
   * Lists this group and all below. A file whose groups hold one another, or are to be met on more
   * ways than it has bytes for, is damaged.
   */
  Listing listing() throws IOException {
    Listing listing = new Listing(new ArrayList<>(), new ArrayList<>());
    collect("", listing);
    listing.datasets.sort(null);
    listing.links.sort(null);
    return listing;
  }

  private void collect(String prefix, Listing listing) throws IOException {
    for (String name : links.keySet()) {
      if (isLink(name)) {
        listing.links.add(prefix + name);
      } else if (isDataset(object(name).orElseThrow())) {
        listing.datasets.add(prefix + name);
      } else {
        Optional<Hdf5Group> group = group(name);
        if (group.isPresent()) {
          group.get().collect(prefix + name + "/", listing);
        }
      }
    }
  }

  /** A whole number among this group's attributes; empty where there is none of that name. */
  OptionalLong attribute(String name) throws IOException {
    return source.parse(
        "attribute " + path(name),
        () -> {
          for (AttributeMessage message : header.getMessagesOfType(AttributeMessage.class)) {
            ByteBuffer data = message.getDataBuffer();
            if (message.getName().equals(name)
                && data != null
                && message.getDataSpace().getTotalLength() == 1) {
              Hdf5Type type = Hdf5Type.of(message.getDataType());
              return type.whole()
                  ? OptionalLong.of(type.integer(data.order(type.order()), 0))
                  : OptionalLong.empty();
            }
          }
          return OptionalLong.empty();
        });
  }
}
