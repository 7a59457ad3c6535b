/// The script of a study's page: picking trials by parts of the axes, pointing at one trial everywhere.
enum StudyScript {
  /// Written without `<` and `&`, so that it is the same text in HTML and in XML.
  static let text = """

    (function () {
      'use strict';
      var svg = document.querySelector('svg.parallel');
      if (!svg) return;
      var note = document.querySelector('.brushed');
      var marks = new Map();
      var rows = new Map();
      document.querySelectorAll('[data-trial]').forEach(function (node) {
        var number = node.getAttribute('data-trial');
        if (!marks.has(number)) marks.set(number, []);
        marks.get(number).push(node);
        if (node.matches('tr')) rows.set(number, node);
      });
      var lines = Array.from(svg.querySelectorAll('path.line')).map(function (path) {
        var numbers = path.getAttribute('d').match(/[0-9.]+/g).map(Number);
        return {
          number: path.getAttribute('data-trial'),
          heights: numbers.filter(function (value, index) { return index % 2 === 1; })
        };
      });
      var picked = new Map();
      var bands = new Map();
      function holds(line) {
        return Array.from(picked.entries()).every(function (entry) {
          var y = line.heights[entry[0]];
          return Math.max(entry[1][0], Math.min(y, entry[1][1])) === y;
        });
      }
      var soon = null;
      function show() {
        var count = 0;
        lines.forEach(function (line) {
          line.out = !holds(line);
          if (!line.out) count += 1;
          marks.get(line.number).forEach(function (node) {
            if (rows.get(line.number) !== node) node.classList.toggle('out', line.out);
          });
        });
        // Thousands of rows take long to lay out, so the table follows when the hand rests.
        clearTimeout(soon);
        soon = setTimeout(function () {
          lines.forEach(function (line) {
            if (rows.has(line.number)) rows.get(line.number).classList.toggle('out', line.out);
          });
        }, 120);
        note.textContent = picked.size ? count + ' of ' + lines.length + ' trials' : '';
      }
      function place(axis, low, high) {
        var area = svg.querySelector('rect.brush[data-axis="' + axis + '"]');
        if (!bands.has(axis)) {
          var fresh = area.cloneNode(false);
          fresh.setAttribute('class', 'band');
          fresh.removeAttribute('tabindex');
          area.before(fresh);
          bands.set(axis, fresh);
        }
        var band = bands.get(axis);
        band.setAttribute('y', low);
        band.setAttribute('height', Math.max(2, high - low));
        picked.set(axis, [low, high]);
      }
      function release(axis) {
        if (bands.has(axis)) bands.get(axis).remove();
        bands.delete(axis);
        picked.delete(axis);
      }
      svg.querySelectorAll('rect.brush').forEach(function (area) {
        var axis = Number(area.getAttribute('data-axis'));
        var top = Number(area.getAttribute('y'));
        var height = Number(area.getAttribute('height'));
        var start = null;
        area.setAttribute('tabindex', '0');
        area.setAttribute('role', 'slider');
        area.setAttribute('aria-label', 'Trials by ' + area.getAttribute('data-name'));
        area.setAttribute('aria-valuemin', '0');
        area.setAttribute('aria-valuemax', '100');
        area.setAttribute('aria-valuenow', '0');
        function y(event) {
          var point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
          return Math.min(top + height, Math.max(top, point.y));
        }
        area.addEventListener('pointerdown', function (event) {
          start = y(event);
          area.setPointerCapture(event.pointerId);
          event.preventDefault();
          area.focus();
        });
        area.addEventListener('pointermove', function (event) {
          if (start === null) return;
          place(axis, Math.min(start, y(event)), Math.max(start, y(event)));
          show();
        });
        area.addEventListener('pointerup', function (event) {
          if (start !== null) if (3 > Math.abs(y(event) - start)) { release(axis); show(); }
          start = null;
        });
        area.addEventListener('keydown', function (event) {
          var step = height / 10;
          var now = picked.get(axis);
          if (event.key === 'Escape') release(axis);
          else if (event.key === 'ArrowUp') {
            var low = now ? Math.max(top, now[0] - step) : top + height - step;
            place(axis, low, low + step + 1);
          } else if (event.key === 'ArrowDown') {
            var upper = now ? Math.min(top + height - step, now[0] + step) : top;
            place(axis, upper, upper + step + 1);
          } else return;
          event.preventDefault();
          var band = picked.get(axis);
          area.setAttribute('aria-valuenow', band ? String(Math.round(100 * (top + height - band[0]) / height)) : '0');
          show();
        });
      });
      var hot = [];
      document.addEventListener('mouseover', function (event) {
        var mark = event.target.closest('[data-trial]');
        hot.forEach(function (node) { node.classList.remove('hot'); });
        hot = mark ? marks.get(mark.getAttribute('data-trial')) : [];
        hot.forEach(function (node) { node.classList.add('hot'); });
      });
    }());

    """
}
