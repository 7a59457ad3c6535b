/// The page's script: sorting, filtering and highlighting, none of which is needed to read it.
enum PageScript {
  /// Written without `<` and `&`, so that it is the same text in HTML and in XML.
  static let text = """

    (function () {
      'use strict';
      function key(row, column) {
        var cell = row.cells[column];
        var figure = cell.querySelector('[data-value]');
        return figure ? Number(figure.getAttribute('data-value')) : cell.textContent.trim();
      }
      function compare(a, b) {
        if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
        return typeof b === 'number' ? 1 : a.localeCompare(b, 'en', { numeric: true });
      }
      function sort(table, heading, column) {
        var rows = Array.from(table.tBodies[0].rows);
        var numeric = rows.some(function (row) { return typeof key(row, column) === 'number'; });
        var was = heading.getAttribute('aria-sort');
        var now = was === 'descending' ? 'ascending' : was === 'ascending' ? 'descending'
          : numeric ? 'descending' : 'ascending';
        Array.from(table.tHead.rows[0].cells).forEach(function (cell) { cell.removeAttribute('aria-sort'); });
        heading.setAttribute('aria-sort', now);
        var sign = now === 'ascending' ? 1 : -1;
        rows.sort(function (a, b) { return sign * compare(key(a, column), key(b, column)); });
        rows.forEach(function (row) { table.tBodies[0].append(row); });
      }
      document.querySelectorAll('table.sortable').forEach(function (table) {
        Array.from(table.tHead.rows[0].cells).forEach(function (heading, column) {
          var button = document.createElement('button');
          button.type = 'button';
          button.append.apply(button, Array.from(heading.childNodes));
          heading.append(button);
          button.addEventListener('click', function () { sort(table, heading, column); });
        });
      });
      document.querySelectorAll('table.filterable').forEach(function (table) {
        var field = document.createElement('input');
        field.type = 'search';
        var noun = table.getAttribute('data-filter') || 'layers';
        field.placeholder = 'Filter ' + noun;
        field.setAttribute('aria-label', 'Filter ' + noun + ' by any of their words');
        (table.closest('.scroll') || table).before(field);
        field.addEventListener('input', function () {
          var wanted = field.value.toLowerCase();
          Array.from(table.tBodies[0].rows).forEach(function (row) {
            var words = noun === 'layers' ? row.cells[0].textContent : row.textContent;
            row.hidden = !words.toLowerCase().includes(wanted);
          });
        });
      });
      document.addEventListener('mouseover', function (event) {
        var mark = event.target.closest('[data-layer]');
        document.querySelectorAll('.hot').forEach(function (node) { node.classList.remove('hot'); });
        if (!mark) return;
        var same = '[data-layer="' + mark.getAttribute('data-layer') + '"]';
        document.querySelectorAll(same).forEach(function (node) { node.classList.add('hot'); });
      });
    }());

    """
}
